using Locator.Geo;

namespace Locator.Facilities;

/// <summary>
/// One site at one address with its programs, as facts: what a directory version keeps. What engines search and what
/// answers show are derived from it (<see cref="Indexing.IndexedFacility"/>).
/// </summary>
public sealed record Facility
{
    /// <summary>Stable across imports: minted from the site's name, street and ZIP, then kept in the identity registry.</summary>
    public required string Id { get; init; }

    /// <summary>The site's name (the source's first name line).</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands, as the source writes it.</summary>
    public required Address Address { get; init; }

    /// <summary>Telephone numbers of all programs, without repeats, in source order.</summary>
    public IReadOnlyList<Phone> Phones { get; init; } = [];

    /// <summary>An absolute http or https address, or null.</summary>
    public string? Website { get; init; }

    /// <summary>Null when neither the source nor the ZIP gives a point: found by state and name only.</summary>
    public Location? Location { get; init; }

    /// <summary>At least one, in source order.</summary>
    public required IReadOnlyList<TreatmentProgram> Programs { get; init; }
}

/// <summary>A postal address in the United States or its territories.</summary>
/// <param name="Street1">Null when the source withholds it (a street of dashes).</param>
/// <param name="Street2">Suite, floor or building of all programs; null when there is none or they differ (<see cref="TreatmentProgram.Street2"/>).</param>
/// <param name="City">City as the source writes it.</param>
/// <param name="State">Two-letter USPS code of the state or territory.</param>
/// <param name="Zip">Five digits; empty where the source gives nothing that can be a ZIP.</param>
/// <param name="County">County name without the word "County", or null when unknown.</param>
/// <param name="CountyFips">Five digits: state and county (FIPS 6-4), or null when unknown.</param>
public sealed record Address(
    string? Street1, string? Street2, string City, string State, string Zip, string? County, string? CountyFips);

/// <summary>A telephone number.</summary>
/// <param name="Kind">main, intake or hotline.</param>
/// <param name="Number">E.164, such as <c>+14045550100</c>.</param>
/// <param name="Extension">Digits to dial after the connection, or null.</param>
/// <param name="Display">How people write it: <c>404-555-0100</c> or the source's vanity form, with the extension (<c>404-555-0100 ext. 12</c>).</param>
/// <param name="Programs">Ids of the programs that give this number.</param>
public sealed record Phone(
    string Kind, string Number, string? Extension, string Display, IReadOnlyList<string> Programs);

/// <summary>A point and what it stands for.</summary>
/// <param name="Point">On the grid (<see cref="GeoPoint.OnGrid"/>).</param>
/// <param name="Precision">What the point is the point of.</param>
public sealed record Location(GeoPoint Point, LocationPrecision Precision);

/// <summary>What a facility's point is the point of.</summary>
public enum LocationPrecision
{
    /// <summary>The address, as the source geocoded it.</summary>
    Address,

    /// <summary>The facility's ZIP: the source gave no usable coordinates.</summary>
    Zip,
}

/// <summary>One entry of a source directory at a site.</summary>
public sealed record TreatmentProgram
{
    /// <summary>Stable: the facility's id, the type and a number; kept in the identity registry.</summary>
    public required string Id { get; init; }

    /// <summary>The entry's own name: the source's second name line, else its first.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of entry it is.</summary>
    public required ProgramType Type { get; init; }

    /// <summary>Suite, floor or building of this program, where the programs of the facility differ in it; else null.</summary>
    public string? Street2 { get; init; }

    /// <summary>SAMHSA service codes that the source states, upper case, sorted ordinally, no repeats.</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>
    /// Categories of service codes, sorted ordinally, in which the entry states something that the vocabulary of its import
    /// did not know: what it does not state there is unknown. Null where there are none.
    /// </summary>
    public IReadOnlyList<string>? OpenCategories { get; init; }

    /// <summary>Where the entry stands in its source.</summary>
    public required SourceReference Source { get; init; }
}

/// <summary>Where a program was read from.</summary>
/// <param name="Source">Index into the sources of the directory version's manifest.</param>
/// <param name="Row">Row in that file as its readers count: line of the CSV or worksheet (the header is row 1), or 1-based position in a page of JSON.</param>
public sealed record SourceReference(int Source, int Row);
