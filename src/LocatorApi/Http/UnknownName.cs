namespace LocatorApi.Http;

/// <summary>What is said of a parameter that an endpoint does not take.</summary>
internal static class UnknownName
{
    private const string Language = "The language of labels and notices is chosen by the header Accept-Language (en or es).";
    private const string Format = "The format is chosen by the header Accept.";

    /// <summary>What other interfaces take as a parameter and this one in a header, in lower case, letters only.</summary>
    private static readonly Dictionary<string, string> Headers = new(StringComparer.Ordinal)
    {
        ["lang"] = Language, ["language"] = Language, ["locale"] = Language,
        ["format"] = Format, ["output"] = Format,
    };

    /// <summary>The sentence: the header that does it, else near spellings of the names that there are.</summary>
    public static string Sentence(string name, IEnumerable<string> known, ParameterErrors errors) => name.Length == 0
        ? "A value is given without the name of its parameter."
        : "There is no such parameter." + (HeaderFor(name) is { } header
            ? " " + header
            : errors.Hint(name, known.Select(other => (other, ""))));

    /// <summary>The sentence on the header that does what the name says; null where none does.</summary>
    public static string? HeaderFor(string name) => Headers.GetValueOrDefault(Plain(name));

    /// <summary>A name as the tables of hints have it: in lower case, letters only.</summary>
    public static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetter)).ToLowerInvariant();
}
