namespace Locator.Facilities;

/// <summary>What is known of one fact about one program. Ordered: the best of several is the greatest, the worst the least.</summary>
public enum Knowledge
{
    /// <summary>The source asked and did not get a yes.</summary>
    No = 0,

    /// <summary>The source never asked, or the entry left it open.</summary>
    Unknown = 1,

    /// <summary>The source states it.</summary>
    Yes = 2,
}
