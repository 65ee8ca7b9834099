namespace LocatorApi.Pages.Map;

/// <summary>What fits a search in the window of a map.</summary>
internal sealed record MapMatches
{
    /// <summary>Up to so many facilities stand on the map as pins; more of them as clusters.</summary>
    public const int MostPins = 100;

    /// <summary>Facilities in the window that match.</summary>
    public required int Total { get; init; }

    /// <summary>Facilities that match and have no place on the map.</summary>
    public required int WithoutPoint { get; init; }

    /// <summary>The facilities in the window, those near each other as one; empty where there are pins.</summary>
    public IReadOnlyList<MapMatchCluster> Clusters { get; init; } = [];

    /// <summary>Each facility in the window, where they are at most <see cref="MostPins"/>.</summary>
    public IReadOnlyList<MapPin> Pins { get; init; } = [];
}

/// <summary>Facilities that the map shows as one.</summary>
/// <param name="Lat">Degrees north of where most of them are.</param>
/// <param name="Lon">Degrees east of where most of them are.</param>
/// <param name="Count">How many.</param>
/// <param name="Bbox">What to look at to see them apart, as minLon, minLat, maxLon, maxLat; to the middles of the outermost tiles.</param>
internal sealed record MapMatchCluster(double Lat, double Lon, int Count, IReadOnlyList<double> Bbox);
