namespace LocatorApi.Places.Suggestions;

/// <summary>How near what was typed is to a suggestion.</summary>
internal enum Nearness
{
    /// <summary>It is its whole name.</summary>
    Whole,

    /// <summary>It is the beginning of it.</summary>
    Beginning,

    /// <summary>It is, but for one slip.</summary>
    Slip,
}
