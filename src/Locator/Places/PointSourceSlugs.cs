namespace Locator.Places;

/// <summary>The names of the sources of points, in answers and manifests.</summary>
public static class PointSourceSlugs
{
    /// <summary><c>hud</c>, <c>zcta</c>, <c>geonames</c>, <c>place</c> or <c>none</c>.</summary>
    public static string Slug(this PointSource source) => source switch
    {
        PointSource.Hud => "hud",
        PointSource.Zcta => "zcta",
        PointSource.Geonames => "geonames",
        PointSource.Place => "place",
        _ => "none",
    };
}
