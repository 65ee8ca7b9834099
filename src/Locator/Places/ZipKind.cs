namespace Locator.Places;

/// <summary>Kinds of ZIP Codes, as far as public tables tell them apart (docs/places.md).</summary>
public enum ZipKind
{
    /// <summary>Delivers to an area: the Census knows it as a ZIP Code Tabulation Area (ZCTA).</summary>
    Standard,

    /// <summary>Post office boxes only. No public table says so of a ZIP yet: see <see cref="PoBoxOrUnique"/>.</summary>
    PoBox,

    /// <summary>One organization with much mail, such as an office of the federal government.</summary>
    Unique,

    /// <summary>Overseas military or diplomatic mail (APO, FPO, DPO).</summary>
    Military,

    /// <summary>Has no area of its own: post office boxes or one organization; the public tables do not say which.</summary>
    PoBoxOrUnique,
}

/// <summary>What the point of a place is the point of.</summary>
public enum PlacePrecision
{
    /// <summary>There is no point.</summary>
    None,

    /// <summary>The ZIP's own: where its people live, or the middle of its area.</summary>
    Zip,

    /// <summary>The city or post office, which other ZIPs may share.</summary>
    City,
}
