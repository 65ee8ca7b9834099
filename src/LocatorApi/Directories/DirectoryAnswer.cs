using LocatorApi.Notices;

namespace LocatorApi.Directories;

/// <summary>The directory version that is served.</summary>
public sealed record DirectoryAnswer
{
    /// <summary>Its id, such as <c>2026-11-20.1</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The oldest date among the sources that gave a program.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>The newest date among them.</summary>
    public required DateOnly AsOfNewest { get; init; }

    /// <summary><c>public</c>, or <c>sample</c>: invented facilities.</summary>
    public required string Kind { get; init; }

    /// <summary>When it was imported, UTC.</summary>
    public required DateTimeOffset ImportedAt { get; init; }

    /// <summary>Number of facilities.</summary>
    public required int Facilities { get; init; }

    /// <summary>Number of programs.</summary>
    public required int Programs { get; init; }

    /// <summary>The files it was made from.</summary>
    public required IReadOnlyList<SourceAnswer> Sources { get; init; }

    /// <summary>What it covers.</summary>
    public required CoverageAnswer Coverage { get; init; }

    /// <summary>Facilities by what their point is the point of: <c>address</c>, <c>zip</c> or <c>none</c>.</summary>
    public required IReadOnlyDictionary<string, int> CoordinatePrecision { get; init; }

    /// <summary>
    /// Facilities that stand at their ZIP, by where its point comes from: <c>hud</c> (where the people of the ZIP live),
    /// <c>zcta</c> (the Census's point of its area), <c>geonames</c> (its post office) or <c>place</c> (its city).
    /// </summary>
    public required IReadOnlyDictionary<string, int> PointSource { get; init; }

    /// <summary>What people should read with this answer, the crisis line first.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }
}

/// <summary>One file that the directory was made from.</summary>
/// <param name="Name">The source directory.</param>
/// <param name="File">Name of the file.</param>
/// <param name="FileSha256">Lower-case hexadecimal SHA-256 of the file.</param>
/// <param name="AsOf">The date that its data is of.</param>
/// <param name="License">License of the data.</param>
/// <param name="Attribution">Whom to name where the data is shown.</param>
/// <param name="Read">Rows read.</param>
/// <param name="Programs">Rows that became programs.</param>
/// <param name="LeftOut">Rows left out; the import report says why.</param>
/// <param name="WithoutServices">Whether the file states no service of any of its programs: whatever is asked of them is unknown.</param>
public sealed record SourceAnswer(
    string Name, string File, string FileSha256, DateOnly AsOf, string License, string Attribution, int Read, int Programs, int LeftOut, bool WithoutServices);

/// <summary>What a directory covers.</summary>
/// <param name="FacilitiesByState">Number of facilities by two-letter USPS code.</param>
/// <param name="ProgramsByType">Number of programs by type.</param>
public sealed record CoverageAnswer(
    IReadOnlyDictionary<string, int> FacilitiesByState, IReadOnlyDictionary<string, int> ProgramsByType);
