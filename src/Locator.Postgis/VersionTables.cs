using Locator.Versions;

namespace Locator.Postgis;

/// <summary>
/// Names of the tables of one version, such as <c>locator.program_2026_11_20_1</c>. Made only from a checked id, so they can
/// stand in the text of a command.
/// </summary>
internal sealed class VersionTables(VersionId id)
{
    private readonly string _suffix = id.ToString().Replace('-', '_').Replace('.', '_');

    /// <summary>The version.</summary>
    public VersionId Version { get; } = id;

    /// <summary>What a search looks at: a row for every program, which repeats the place and words of its facility.</summary>
    public string Program => Name("program");

    /// <summary>What a search shows: a row for every facility, with its document.</summary>
    public string Facility => Name("facility");

    /// <summary>Which token stands at which position of a program's bits.</summary>
    public string Token => Name("token");

    /// <summary>All folded words, for prefixes.</summary>
    public string Word => Name("word");

    /// <summary>The facilities as they were published.</summary>
    public string Fact => Name("fact");

    /// <summary>The identities as of this version.</summary>
    public string Identity => Name("identity");

    /// <summary>All of them.</summary>
    public IReadOnlyList<string> All => [Program, Facility, Token, Word, Fact, Identity];

    /// <summary>The table's name without the schema, for names of indexes.</summary>
    public static string Unqualified(string table) => table[(PostgisSchema.Name.Length + 1)..];

    private string Name(string table) => $"{PostgisSchema.Name}.{table}_{_suffix}";
}
