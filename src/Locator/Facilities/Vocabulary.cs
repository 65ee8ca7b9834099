namespace Locator.Facilities;

/// <summary>
/// The one table of service codes and filter values, from which tokens, filters, facets, the reference endpoint and the
/// documentation are derived.
/// </summary>
public sealed class Vocabulary
{
    private Vocabulary()
    {
    }

    /// <summary>The vocabulary bundled with the library.</summary>
    public static Vocabulary Current { get; } = new();

    /// <summary>The categories of service codes.</summary>
    public IReadOnlyList<ServiceCategory> Categories { get; } = [];

    /// <summary>Every service code that an entry can carry.</summary>
    public IReadOnlyList<ServiceCode> Codes { get; } = [];

    /// <summary>The filter groups in the order in which people are asked.</summary>
    public IReadOnlyList<FilterGroup> Groups { get; } = [];

    /// <summary>Lower-case hexadecimal SHA-256 of everything in the table: two vocabularies with the same hash give the same tokens.</summary>
    public string Hash { get; } = "";

    /// <summary>The code of that spelling, whatever its case, older spellings included (CT is TELE); null when there is none.</summary>
    public ServiceCode? FindCode(string code) => Codes.FirstOrDefault(c => c.Code == code);

    /// <summary>The code that a source calls by this name within a category; case and edge spaces do not matter, older wordings are known.</summary>
    public ServiceCode? FindByName(string category, string name) => Codes.FirstOrDefault(c => c.Category == category && c.Name == name);

    /// <summary>The group of exactly that name, or null.</summary>
    public FilterGroup? FindGroup(string name) => Groups.FirstOrDefault(g => g.Name == name);
}
