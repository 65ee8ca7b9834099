namespace Locator.Places;

/// <summary>What the Census calls a place (2010), or that only the mail knows it.</summary>
public enum CityKind
{
    /// <summary>A city, cities that are one with their county among them.</summary>
    City,

    /// <summary>A town.</summary>
    Town,

    /// <summary>A village.</summary>
    Village,

    /// <summary>A borough.</summary>
    Borough,

    /// <summary>A municipality of Alaska or Pennsylvania.</summary>
    Municipality,

    /// <summary>A settlement without a government of its own (census-designated place); in Puerto Rico a comunidad or zona urbana.</summary>
    CensusDesignated,

    /// <summary>No Census place: the name of a post office, such as Brooklyn, or Edison, which is a township.</summary>
    PostOffice,
}
