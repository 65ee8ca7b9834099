using LocatorApi.Notices;

namespace LocatorApi.Codes;

/// <summary>SAMHSA's service codes, which entries of the source directories carry.</summary>
public sealed record CodeReference
{
    /// <summary>The categories, in the order of the vocabulary.</summary>
    public required IReadOnlyList<CodeCategory> Categories { get; init; }

    /// <summary>Every code, by category. They are values of the search parameter <c>service</c>.</summary>
    public required IReadOnlyList<CodeAnswer> Codes { get; init; }

    /// <summary>What people should read with this answer, the crisis line first.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }
}

/// <summary>A category of service codes.</summary>
/// <param name="Code">SAMHSA's code of the category, such as <c>SET</c>.</param>
/// <param name="Name">The sources' name for it.</param>
public sealed record CodeCategory(string Code, string Name);

/// <summary>A service code.</summary>
public sealed record CodeAnswer
{
    /// <summary>The code, such as <c>OIT</c>; codes of our own begin with <c>X-</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Code of its category.</summary>
    public required string Category { get; init; }

    /// <summary>The newest name that the sources use.</summary>
    public required string Name { get; init; }

    /// <summary>Other names that the sources use or have used, in English.</summary>
    public required IReadOnlyList<string> OtherNames { get; init; }

    /// <summary>Spellings of the code in older sources.</summary>
    public required IReadOnlyList<string> OlderCodes { get; init; }

    /// <summary>Whether newer directories no longer carry it.</summary>
    public required bool Retired { get; init; }

    /// <summary>The program types whose survey asks for it: of others nobody knows.</summary>
    public required IReadOnlyList<string> AskedOf { get; init; }

    /// <summary>The filter values that it states, as <c>group:value</c>.</summary>
    public required IReadOnlyList<string> States { get; init; }

    /// <summary>The filter values that it denies, as <c>group:value</c>.</summary>
    public required IReadOnlyList<string> Denies { get; init; }
}
