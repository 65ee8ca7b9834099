using System.Buffers;
using LocatorApi.Http;
using LocatorApi.Notices;
using LocatorApi.Serving;

namespace LocatorApi.Facilities;

/// <summary>Everything that the directory says about one facility.</summary>
public sealed record FacilityDetails : FacilityFacts
{
    /// <summary>The facility's id, stable across directory versions.</summary>
    public required string Id { get; init; }

    /// <summary>The directory version that answers.</summary>
    public required DirectoryStamp Directory { get; init; }

    /// <summary>The raw service codes that each program's entry states, by program id.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<StatedCode>> ServiceCodes { get; init; }

    /// <summary>What people should read with this answer, the crisis line first.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }

    internal override void WriteHead(IBufferWriter<byte> output)
    {
        output.Write("\"id\":"u8);
        output.WriteText(Id);
        output.Write(",\"directory\":"u8);
        output.WriteValue(Directory);
        output.Write(",\"serviceCodes\":"u8);
        output.WriteValue(ServiceCodes);
        output.Write(",\"notices\":"u8);
        output.WriteValue(Notices);
    }
}

/// <summary>A SAMHSA service code that an entry states.</summary>
/// <param name="Code">The code, such as <c>OIT</c>; codes of our own begin with <c>X-</c>.</param>
/// <param name="Name">The sources' name for it; in Spanish a translation of ours.</param>
/// <param name="Category">Code of its category, such as <c>SET</c>.</param>
/// <param name="CategoryName">The sources' name for the category; in Spanish a translation of ours.</param>
public sealed record StatedCode(string Code, string Name, string Category, string CategoryName);
