using System.Buffers;
using System.Collections.Frozen;
using Locator.Search;
using LocatorApi.Http;

namespace LocatorApi.Search.Page;

/// <summary>The counts of one filter group.</summary>
/// <param name="Values">Its values in the order of GET /v1/filters.</param>
public sealed record Facet(IReadOnlyList<FacetValue> Values)
{
    /// <summary>What an engine counted, with the names that people read.</summary>
    internal static Facet Of(FacetCounts counts, FrozenDictionary<string, FacetLabel> labels)
    {
        FacetValue[] values = new FacetValue[counts.Values.Count];
        for (int i = 0; i < values.Length; i++)
        {
            FacetCount count = counts.Values[i];
            FacetLabel label = labels[count.Token];
            values[i] = new FacetValue(label.Value, label.Label, count.Count, count.Unknown) { Beginning = label.Json };
        }

        return new Facet(values);
    }

    internal void WriteTo(IBufferWriter<byte> output)
    {
        output.Write("{\"values\":["u8);
        for (int i = 0; i < Values.Count; i++)
        {
            FacetValue value = Values[i];
            output.Write(i == 0 ? default : ","u8);
            output.Write(value.Beginning.Span);
            output.WriteNumber(value.Count);
            output.Write(",\"unknown\":"u8);
            output.WriteNumber(value.Unknown);
            output.Write("}"u8);
        }

        output.Write("]}"u8);
    }
}

/// <summary>What choosing a value would give: area, text and all other groups applied.</summary>
/// <param name="Value">The value.</param>
/// <param name="Label">Plain words in the language of the answer.</param>
/// <param name="Count">Facilities with a fitting program that states it.</param>
/// <param name="Unknown">Facilities with a fitting program that was never asked.</param>
public sealed record FacetValue(string Value, string Label, int Count, int Unknown)
{
    /// <summary>The JSON of its name and label, up to its count.</summary>
    internal ReadOnlyMemory<byte> Beginning { get; init; }
}
