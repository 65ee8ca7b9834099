namespace Locator.Facilities;

/// <summary>One question a searcher can ask, such as level of care; also the parameter's name.</summary>
/// <param name="Name">Parameter name, lower camel case.</param>
/// <param name="Label">Plain English.</param>
/// <param name="Description">What the question means, in plain English, for people who do not know the field.</param>
/// <param name="Scope">Whether a program or the whole site answers it.</param>
/// <param name="Values">The answers, in the table's order.</param>
public sealed record FilterGroup(
    string Name, string Label, string Description, FilterScope Scope, IReadOnlyList<FilterValue> Values)
{
    /// <summary>Whether it is a question of yes or no: its only value is <c>true</c>.</summary>
    public bool IsFlag => Values is [{ Slug: "true" }];
}

/// <summary>Whose property a filter group is.</summary>
public enum FilterScope
{
    /// <summary>Of one program.</summary>
    Program,

    /// <summary>Of the facility: the best answer of its programs holds for all of them.</summary>
    Site,
}

/// <summary>One value of a filter group and the service codes that it is made of.</summary>
/// <param name="Group">Name of the group.</param>
/// <param name="Slug">Readable name on the wire.</param>
/// <param name="Label">Plain English, short.</param>
/// <param name="Description">What it means for someone looking for care.</param>
/// <param name="Codes">Any of these service codes states it.</param>
/// <param name="TypesThatState">An entry of one of these types states it by being one (<c>@SU</c> and so on in the table).</param>
/// <param name="Without">Any of these codes makes it a no; one that its type is asked and that the entry left open makes it unknown.</param>
/// <param name="AskedOf">The program types whose survey asks for one of the codes, or that state it by being of a type: for people. What is known is judged code by code (<see cref="ServiceCode.AskedOf"/>).</param>
/// <param name="AsamLevel">Level of the ASAM Criteria, 3rd edition (2013), where there is one: <c>2.1</c> is IOP, <c>2.5</c> PHP.</param>
public sealed record FilterValue(
    string Group,
    string Slug,
    string Label,
    string Description,
    IReadOnlyList<string> Codes,
    IReadOnlyList<ProgramType> TypesThatState,
    IReadOnlyList<string> Without,
    IReadOnlyList<ProgramType> AskedOf,
    string? AsamLevel)
{
    /// <summary>The token of a program that states it.</summary>
    public string Token { get; } = $"{Group}:{Slug}";

    /// <summary>The token of a program whose source never asked.</summary>
    public string UnknownToken { get; } = UnknownTokenOf($"{Group}:{Slug}");

    /// <summary>What an unknown token begins with.</summary>
    public const char UnknownMark = '?';

    /// <summary>The token that says of another one that its question was never asked.</summary>
    public static string UnknownTokenOf(string token) => UnknownMark + token;
}

/// <summary>A category of SAMHSA's service codes, such as SET (service setting).</summary>
/// <param name="Code">SAMHSA's category code; 2025's SN is kept as GN.</param>
/// <param name="Name">The newest name the sources use.</param>
public sealed record ServiceCategory(string Code, string Name);

/// <summary>One SAMHSA service code.</summary>
/// <param name="Code">Upper case, such as OIT; codes of our own begin with <c>X-</c>.</param>
/// <param name="Category">Code of its category.</param>
/// <param name="Name">The newest name the sources use.</param>
/// <param name="Retired">Whether newer directories no longer carry it.</param>
/// <param name="AskedOf">
/// The program types whose survey asks for it: the type's code sheet of 2022 lists it, or an entry of the type carried it in
/// 2024. Fixed here and never counted from an import, whose file can only narrow it.
/// </param>
public sealed record ServiceCode(string Code, string Category, string Name, bool Retired, IReadOnlyList<ProgramType> AskedOf)
{
    /// <summary>Spellings of the code that older sources use: CT is TELE.</summary>
    public IReadOnlyList<string> OlderCodes { get; init; } = [];

    /// <summary>Other names that the sources use or have used for it.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];
}
