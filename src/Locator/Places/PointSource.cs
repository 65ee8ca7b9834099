namespace Locator.Places;

/// <summary>Which public table the point of a ZIP comes from (docs/places.md).</summary>
public enum PointSource
{
    /// <summary>There is no point.</summary>
    None,

    /// <summary>HUD's population-weighted point: where the people of the ZIP live.</summary>
    Hud,

    /// <summary>The Census's point within the ZIP Code Tabulation Area.</summary>
    Zcta,

    /// <summary>GeoNames' point of the post office.</summary>
    Geonames,

    /// <summary>The point of the ZIP's city or town, which says nothing of the ZIP itself.</summary>
    Place,
}
