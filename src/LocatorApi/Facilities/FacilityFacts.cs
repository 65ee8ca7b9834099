using System.Buffers;
using System.Text.Json.Serialization;
using Locator.Indexing;
using LocatorApi.Http;

namespace LocatorApi.Facilities;

/// <summary>
/// What the directory says about a facility. In answers these members are copied byte for byte from what the import wrote;
/// this type describes them for Swagger and clients.
/// </summary>
public abstract record FacilityFacts : IStoredJson
{
    /// <summary>The facility's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where it stands; null when neither the source nor its ZIP Code gives a point.</summary>
    public FacilityLocation? Location { get; init; }

    /// <summary>Its address.</summary>
    public FacilityAddress Address { get; init; } = null!;

    /// <summary>Telephone numbers of all its programs.</summary>
    public IReadOnlyList<FacilityPhone> Phones { get; init; } = [];

    /// <summary>An absolute http or https address, or null.</summary>
    public string? Website { get; init; }

    /// <summary>Help with the cost.</summary>
    public SiteFacts Assistance { get; init; } = SiteFacts.None;

    /// <summary>Accreditation.</summary>
    public SiteFacts Accreditation { get; init; } = SiteFacts.None;

    /// <summary>State licenses: the kind of authority.</summary>
    public SiteFacts License { get; init; } = SiteFacts.None;

    /// <summary>Certification.</summary>
    public SiteFacts Certification { get; init; } = SiteFacts.None;

    /// <summary>Type of facility.</summary>
    public SiteFacts FacilityType { get; init; } = SiteFacts.None;

    /// <summary>Who runs it.</summary>
    public SiteFacts Operator { get; init; } = SiteFacts.None;

    /// <summary>Facts about the site that no source ever asked: <c>group:value</c>, or the bare group where every value is unknown.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Its programs: entries of the source directories at this address.</summary>
    public IReadOnlyList<FacilityProgram> Programs { get; init; } = [];

    /// <summary>The facility's document: what answers are made of.</summary>
    [JsonIgnore]
    internal FacilityDocument Bytes { get; init; }

    FacilityDocument IStoredJson.Stored => Bytes;

    void IStoredJson.WriteHead(IBufferWriter<byte> output) => WriteHead(output);

    /// <summary>Writes the members that depend on the request, which stand before the document's.</summary>
    internal abstract void WriteHead(IBufferWriter<byte> output);
}

/// <summary>A point and what it stands for.</summary>
/// <param name="Lat">Degrees north.</param>
/// <param name="Lon">Degrees east.</param>
/// <param name="Precision"><c>address</c>, or <c>zip</c> where the source gave no usable coordinates.</param>
public sealed record FacilityLocation(double Lat, double Lon, string Precision);

/// <summary>A postal address.</summary>
/// <param name="Street1">Null when the source withholds it.</param>
/// <param name="Street2">Suite, floor or building of all programs, or null; where programs differ in it, each has its own.</param>
/// <param name="City">City.</param>
/// <param name="State">Two-letter USPS code.</param>
/// <param name="Zip">Five digits.</param>
/// <param name="County">Name without the word "County", or null.</param>
/// <param name="CountyFips">Five digits, or null.</param>
public sealed record FacilityAddress(
    string? Street1, string? Street2, string City, string State, string Zip, string? County, string? CountyFips);

/// <summary>A telephone number.</summary>
/// <param name="Kind"><c>main</c>, <c>intake</c> or <c>hotline</c>.</param>
/// <param name="Number">E.164, for a tel: link.</param>
/// <param name="Extension">Digits to dial after the connection, or null.</param>
/// <param name="Display">How people write it, with the extension.</param>
/// <param name="Programs">Ids of the programs that give this number.</param>
public sealed record FacilityPhone(
    string Kind, string Number, string? Extension, string Display, IReadOnlyList<string> Programs);

/// <summary>The values of a filter group that hold for the whole site.</summary>
/// <param name="Values">Values stated.</param>
/// <param name="StatedBy">Ids of the programs whose entries state them.</param>
public sealed record SiteFacts(IReadOnlyList<string> Values, IReadOnlyList<string> StatedBy)
{
    internal static SiteFacts None { get; } = new([], []);
}

/// <summary>One entry of a source directory, with the values it states in each filter group.</summary>
public sealed record FacilityProgram
{
    /// <summary>The program's id, stable across directory versions.</summary>
    public required string Id { get; init; }

    /// <summary>The entry's own name.</summary>
    public required string Name { get; init; }

    /// <summary><c>substance-use</c>, <c>mental-health</c>, <c>opioid-treatment-program</c>, <c>health-center</c> or <c>buprenorphine-practitioner</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Suite, floor or building of this program where the programs at the address differ in it; else null.</summary>
    public string? Street2 { get; init; }

    /// <summary>Kinds of care.</summary>
    public required IReadOnlyList<string> Care { get; init; }

    /// <summary>Levels of care.</summary>
    public required IReadOnlyList<string> Level { get; init; }

    /// <summary>Ways to pay.</summary>
    public required IReadOnlyList<string> Payment { get; init; }

    /// <summary>Whether it offers telehealth; null where that is unknown.</summary>
    public required bool? Telehealth { get; init; }

    /// <summary>Ages accepted.</summary>
    public required IReadOnlyList<string> Age { get; init; }

    /// <summary>Women and men accepted.</summary>
    public required IReadOnlyList<string> Gender { get; init; }

    /// <summary>People that it has a program or group for.</summary>
    public required IReadOnlyList<string> Population { get; init; }

    /// <summary>Whether it treats alcohol use, opioid use or both.</summary>
    public required IReadOnlyList<string> Substance { get; init; }

    /// <summary>Substances that it offers detoxification from.</summary>
    public required IReadOnlyList<string> DetoxFrom { get; init; }

    /// <summary>Medicines that it uses or accepts.</summary>
    public required IReadOnlyList<string> Medication { get; init; }

    /// <summary>Treatment approaches.</summary>
    public required IReadOnlyList<string> Approach { get; init; }

    /// <summary>Help in a mental health emergency.</summary>
    public required IReadOnlyList<string> Crisis { get; init; }

    /// <summary>Other help.</summary>
    public required IReadOnlyList<string> Support { get; init; }

    /// <summary>Languages beside English.</summary>
    public required IReadOnlyList<string> Language { get; init; }

    /// <summary>What the source never asked of it: <c>group:value</c>, or the bare group where every value is unknown.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }

    /// <summary>The only clients that it takes: <c>dui</c>, <c>alcohol</c>, <c>opioids</c>; empty: no such limit.</summary>
    public required IReadOnlyList<string> RestrictedTo { get; init; }

    /// <summary>
    /// Whom its operator serves first: <c>veterans</c>, <c>military</c> or <c>tribal-members</c>; empty: anyone. Nothing is said
    /// of others: most of these programs also take private insurance or Medicaid. Ask whom they serve.
    /// </summary>
    public required IReadOnlyList<string> OperatedFor { get; init; }

    /// <summary>Where all this was read.</summary>
    public required ProgramSource Source { get; init; }
}

/// <summary>Where a program was read.</summary>
/// <param name="Name">The source directory.</param>
/// <param name="File">Name of the file.</param>
/// <param name="AsOf">The date that its data is of.</param>
/// <param name="Row">Row in that file.</param>
public sealed record ProgramSource(string Name, string File, DateOnly AsOf, int Row);
