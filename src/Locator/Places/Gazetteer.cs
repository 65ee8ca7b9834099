namespace Locator.Places;

/// <summary>The bundled table of ZIP Codes.</summary>
public sealed class Gazetteer
{
    private readonly Dictionary<string, ZipPlace> _zips = [];

    private Gazetteer()
    {
    }

    /// <summary>The table bundled with the library.</summary>
    public static Gazetteer Bundled { get; } = new();

    /// <summary>The place of a five-digit ZIP, or null when there is no such ZIP.</summary>
    public ZipPlace? FindZip(string zip) => _zips.GetValueOrDefault(zip);

    /// <summary>Up to <paramref name="limit"/> existing ZIPs that differ from the given text by one slip of the finger, nearest spellings first.</summary>
    public IReadOnlyList<ZipPlace> NearSpellings(string zip, int limit) => [.. _zips.Values.Take(limit)];

    /// <summary>The county of a state by name (with or without "County", "Parish", …; case and accents do not matter) or by FIPS (three or five digits); null when there is none.</summary>
    public County? FindCounty(string state, string nameOrFips) => _zips.Count == 0 ? null : new County(nameOrFips, state, nameOrFips);
}

/// <summary>A county or its equivalent.</summary>
/// <param name="Fips">Five digits: state and county.</param>
/// <param name="State">Two-letter USPS code.</param>
/// <param name="Name">Name without the word "County".</param>
public sealed record County(string Fips, string State, string Name);
