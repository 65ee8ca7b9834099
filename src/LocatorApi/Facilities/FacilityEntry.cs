using System.Buffers;
using Locator.Facilities;
using Locator.Search;
using LocatorApi.Http;

namespace LocatorApi.Facilities;

/// <summary>Everything that the directory says about one facility of several.</summary>
public sealed record FacilityEntry : FacilityFacts
{
    /// <summary>The facility's id, stable across directory versions.</summary>
    public required string Id { get; init; }

    /// <summary>The raw service codes that each program's entry states, by program id.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<StatedCode>> ServiceCodes { get; init; }

    internal static FacilityEntry Of(FacilityRecord facility, Vocabulary vocabulary) => new()
    {
        Id = facility.Id, ServiceCodes = StatedCodes.Of(facility, vocabulary), Bytes = facility.Document,
    };

    internal override void WriteHead(IBufferWriter<byte> output)
    {
        output.Write("\"id\":"u8);
        output.WriteText(Id);
        output.Write(",\"serviceCodes\":"u8);
        output.WriteValue(ServiceCodes);
    }
}
