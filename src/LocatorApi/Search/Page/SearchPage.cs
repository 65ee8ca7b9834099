using System.Buffers;
using System.Text.Json.Serialization;
using Locator.Versions;
using LocatorApi.Http;
using LocatorApi.Notices;
using LocatorApi.Serving;

namespace LocatorApi.Search.Page;

/// <summary>One page of the answer to a search.</summary>
public sealed record SearchPage : IWrittenJson
{
    /// <summary>The directory version that answers.</summary>
    public required DirectoryStamp Directory { get; init; }

    /// <summary>Where distances are measured from; null for a search by area alone.</summary>
    public required SearchOrigin? Origin { get; init; }

    /// <summary>Where was searched; null when a ZIP Code has no place on the map.</summary>
    public required SearchArea? Area { get; init; }

    /// <summary>Facilities that match, on all pages together.</summary>
    public required int Total { get; init; }

    /// <summary>How many more facilities unknown=include would show in the same area: nothing asked is denied, something is not known.</summary>
    public required int UnknownHidden { get; init; }

    /// <summary>The facilities, nearest first (by name where there is no origin), ties by id.</summary>
    public required IReadOnlyList<SearchResult> Results { get; init; }

    /// <summary>Counts by filter group. Left out on later pages.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, Facet>? Facets { get; init; }

    /// <summary>Telehealth programs across the origin's state and its neighbors; only where asked for, on the first page. Not part of total or facets.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StateTelehealth>? StateTelehealth { get; init; }

    /// <summary>What could help; only where nothing was found.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SearchRepair? Repair { get; init; }

    /// <summary>The parameter <c>cursor</c> of the next page; null on the last one.</summary>
    public required string? Next { get; init; }

    /// <summary>True where another engine than usual answered, with the same directory: for operators. Left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Degraded { get; init; }

    /// <summary>Names the content of the directory version; what is made of its facilities is kept by it.</summary>
    internal VersionStamp Stamp { get; init; }

    /// <summary>Whether formats that are handed on have distances.</summary>
    internal bool ShowsDistance { get; init; }

    /// <summary>What people should read with this answer, the crisis line first.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }

    /// <summary>The members in the order in which they stand above.</summary>
    void IWrittenJson.WriteTo(IBufferWriter<byte> output)
    {
        output.Write("{\"directory\":"u8);
        output.WriteValue(Directory);
        output.Write(",\"origin\":"u8);
        output.WriteValue(Origin);
        output.Write(",\"area\":"u8);
        output.WriteValue(Area);
        output.Write(",\"total\":"u8);
        output.WriteNumber(Total);
        output.Write(",\"unknownHidden\":"u8);
        output.WriteNumber(UnknownHidden);
        output.Write(",\"results\":["u8);
        for (int i = 0; i < Results.Count; i++)
        {
            output.Write(i == 0 ? default : ","u8);
            ((IWrittenJson)Results[i]).WriteTo(output);
        }

        output.Write("]"u8);
        if (Facets is not null)
        {
            WriteFacets(Facets, output);
        }

        if (StateTelehealth is not null)
        {
            output.Write(",\"stateTelehealth\":"u8);
            output.WriteValue(StateTelehealth);
        }

        if (Repair is not null)
        {
            output.Write(",\"repair\":"u8);
            output.WriteValue(Repair);
        }

        output.Write(",\"next\":"u8);
        output.WriteText(Next);
        output.Write(Degraded ? ",\"degraded\":true,\"notices\":"u8 : ",\"notices\":"u8);
        output.WriteNotices(Notices);
        output.Write("}"u8);
    }

    private static void WriteFacets(IReadOnlyDictionary<string, Facet> facets, IBufferWriter<byte> output)
    {
        output.Write(",\"facets\":{"u8);
        bool isFirst = true;
        foreach ((string group, Facet facet) in facets)
        {
            output.Write(isFirst ? default : ","u8);
            isFirst = false;
            output.WriteText(group);
            output.Write(":"u8);
            facet.WriteTo(output);
        }

        output.Write("}"u8);
    }
}
