using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Locator.Indexing;

namespace Locator.Elasticsearch.Indexes;

/// <summary>
/// A facility as a document of an index. The names of its fields stand here and in <see cref="IndexTokens"/>, in <see cref="StoredFacility"/> and
/// <see cref="StoredProgram"/>, which read it, and in <c>mapping.json</c>, and nowhere else.
/// </summary>
/// <remarks>
/// A facility with one program has it as <c>program</c>, a plain object; only one with several has them as nested documents. Most have
/// one: so there are half as many documents in an index, and most of what is counted is counted without a way back to the facility.
/// </remarks>
internal static class ElasticsearchDocument
{
    /// <summary>Raised whenever fields, their meaning or the mapping change: an index of another format is not searched.</summary>
    public const int Format = 3;

    public const string Id = "id";
    public const string Hash = "hash";
    public const string SortName = "sortName";
    public const string Point = "point";
    public const string Tile = "tile";
    public const string State = "state";
    public const string County = "county";
    public const string Words = "words";
    public const string Single = "single";
    public const string Program = "program";
    public const string Programs = "programs";
    private const string Exact = "exact";
    private const string Document = "document";

    /// <summary>Half of a SHA-256: what was sent is compared with what is found, nobody forges it.</summary>
    private const int HashBytes = 16;

    /// <summary>The mapping.</summary>
    public static string Mapping { get; } = ReadMapping();

    /// <summary>Accents stay as they are: fewer bytes to send and to keep.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line of JSON and the hash that stands in it, of all the rest.</summary>
    public static (ReadOnlyMemory<byte> Line, string Hash) Write(IndexedFacility facility)
    {
        ArrayBufferWriter<byte> buffer = new(8192);
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString(Id, facility.Id);
            json.WriteString(SortName, facility.SortName);
            if (facility.Point is { } point)
            {
                // On the grid already: the shortest text that gives the same double again is encoded to the same cell.
                json.WriteStartObject(Point);
                json.WriteNumber("lat", point.Latitude);
                json.WriteNumber("lon", point.Longitude);
                json.WriteEndObject();
            }

            if (facility.Tile is { } tile)
            {
                json.WriteNumber(Tile, tile);
            }

            json.WriteBoolean(Exact, facility.LocationIsExact);
            json.WriteString(State, facility.State);
            if (facility.CountyFips is { } county)
            {
                json.WriteString(County, county);
            }

            WriteStrings(json, Words, facility.Words);
            if (facility.Programs is [var only])
            {
                json.WriteBoolean(Single, true);
                json.WritePropertyName(Program);
                Write(json, only);
            }
            else
            {
                json.WriteStartArray(Programs);
                foreach (IndexedProgram program in facility.Programs)
                {
                    Write(json, program);
                }

                json.WriteEndArray();
            }

            json.WritePropertyName(Document);
            DocumentText.Write(json, facility.Document.ToBytes());
            json.WriteEndObject();
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan).AsSpan(0, HashBytes));
        byte[] line = [.. Encoding.UTF8.GetBytes($"{{\"{Hash}\":\"{hash}\","), .. buffer.WrittenSpan[1..]];
        return (line, hash);
    }

    private static void Write(Utf8JsonWriter json, IndexedProgram program)
    {
        json.WriteStartObject();
        json.WriteString(Id, program.Id);
        IndexTokens.Current.Write(json, program.Tokens);
        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>The mapping as it is checked in, with a field for each group of the vocabulary.</summary>
    private static string ReadMapping()
    {
        using Stream stream = typeof(ElasticsearchDocument).Assembly.GetManifestResourceStream("Locator.Elasticsearch.Indexes.mapping.json")!;
        JsonNode mapping = JsonNode.Parse(stream)!;
        foreach (string program in (string[])[Program, Programs])
        {
            JsonNode tokens = mapping["properties"]![program]!["properties"]![IndexTokens.Numbers]!["properties"]!;
            foreach (string group in IndexTokens.Current.Groups)
            {
                tokens[group] = new JsonObject { ["type"] = "keyword" };
            }
        }

        return mapping.ToJsonString();
    }
}
