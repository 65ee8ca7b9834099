namespace Locator.Places;

/// <summary>Kinds of ZIP Codes.</summary>
public enum ZipKind
{
    /// <summary>Delivers to an area: the Census knows it as a ZCTA.</summary>
    Standard,

    /// <summary>Post office boxes only.</summary>
    PoBox,

    /// <summary>One organization with much mail.</summary>
    Unique,

    /// <summary>Overseas military or diplomatic mail (APO, FPO, DPO).</summary>
    Military,
}

/// <summary>What the point of a place is the point of.</summary>
public enum PlacePrecision
{
    /// <summary>There is no point.</summary>
    None,

    /// <summary>A point inside the ZIP's own area.</summary>
    Zip,

    /// <summary>The point of the city or post office.</summary>
    City,
}
