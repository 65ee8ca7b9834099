using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Search;

namespace Locator.Elasticsearch.Indexes;

/// <summary>
/// A facility as a document of an index, in both directions. The names of its fields stand here and in <c>mapping.json</c>,
/// and nowhere else.
/// </summary>
internal static class ElasticsearchDocument
{
    /// <summary>Raised whenever fields, their meaning or the mapping change: an index of another format is not searched.</summary>
    public const int Format = 2;

    public const string Id = "id";
    public const string Hash = "hash";
    public const string SortName = "sortName";
    public const string Point = "point";
    public const string Tile = "tile";
    public const string State = "state";
    public const string County = "county";
    public const string Words = "words";
    public const string Programs = "programs";
    public const string ProgramTokens = "programs.tokens";
    private const string Exact = "exact";
    private const string Tokens = "tokens";
    private const string Document = "document";

    /// <summary>Half of a SHA-256: what was sent is compared with what is found, nobody forges it.</summary>
    private const int HashBytes = 16;

    /// <summary>The mapping, as it is checked in.</summary>
    public static string Mapping { get; } = ReadMapping();

    /// <summary>Accents stay as they are: fewer bytes to send and to keep.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions StringOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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
            json.WriteStartArray(Programs);
            foreach (IndexedProgram program in facility.Programs)
            {
                json.WriteStartObject();
                json.WriteString(Id, program.Id);
                WriteStrings(json, Tokens, program.Tokens);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            // One JSON string, because the server rewrites numbers and may reorder members of JSON that it gives back.
            json.WriteString(Document, facility.Document.ToBytes());
            json.WriteEndObject();
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan).AsSpan(0, HashBytes));
        byte[] line = [.. Encoding.UTF8.GetBytes($"{{\"{Hash}\":\"{hash}\","), .. buffer.WrittenSpan[1..]];
        return (line, hash);
    }

    /// <summary>What a search needs of a document that it found.</summary>
    /// <param name="source">The document as it was written.</param>
    /// <param name="query">The search: its origin and filters.</param>
    /// <param name="asked">What <see cref="AskedBy"/> gives for it.</param>
    public static FoundFacility Read(JsonElement source, SearchQuery query, IReadOnlyList<AskedToken> asked)
    {
        GeoPoint? point = source.TryGetProperty(Point, out JsonElement at)
            ? new GeoPoint(at.GetProperty("lat").GetDouble(), at.GetProperty("lon").GetDouble())
            : null;
        // The distance is our own: the server's arc distance differs from it by up to a micrometre.
        Distance? distance = query.Origin is { } origin && point is { } there ? GreatCircle.Between(origin, there) : null;
        return new FoundFacility(
            point,
            new SearchHit(
                source.GetProperty(Id).GetString()!,
                distance,
                source.GetProperty(Exact).GetBoolean(),
                source.GetProperty(SortName).GetString()!,
                Matching.Of([.. source.GetProperty(Programs).EnumerateArray().Select(p => ReadProgram(p, asked))], query),
                BytesOf(source.GetProperty(Document))));
    }

    /// <summary>A document as it is kept: the bytes that searches give, and the codes that its programs state.</summary>
    public static FacilityRecord ReadRecord(JsonElement source) => new(
        source.GetProperty(Id).GetString()!,
        BytesOf(source.GetProperty(Document)),
        [
            .. source.GetProperty(Programs).EnumerateArray().Select(program => new ProgramCodes(
                program.GetProperty(Id).GetString()!,
                ServiceTokens.CodesIn(program.GetProperty(Tokens).EnumerateArray().Select(token => token.GetString()!)))),
        ]);

    /// <summary>The text of a string in UTF-8, unescaped where it stands.</summary>
    private static byte[] BytesOf(JsonElement text)
    {
        Utf8JsonReader reader = new(JsonMarshal.GetRawUtf8Value(text));
        reader.Read();
        byte[] bytes = new byte[reader.ValueSpan.Length];
        int length = reader.CopyString(bytes);
        return length == bytes.Length ? bytes : bytes[..length];
    }

    /// <summary>The tokens that decide how a program fits a search, ordered ordinally.</summary>
    public static IReadOnlyList<AskedToken> AskedBy(SearchQuery query) =>
    [
        .. Matching.TokensAskedBy(query)
            .Select(token => new AskedToken(token, JsonSerializer.SerializeToUtf8Bytes(token, StringOptions))),
    ];

    /// <summary>
    /// Of a program's hundred and more tokens only those that were asked for are looked up, in the JSON as it stands: making
    /// strings of all of them took half of the time of reading an answer.
    /// </summary>
    private static IndexedProgram ReadProgram(JsonElement program, IReadOnlyList<AskedToken> asked) =>
        new(program.GetProperty(Id).GetString()!, asked.Count == 0 ? [] : TokensAmong(asked, program.GetProperty(Tokens)));

    private static string[] TokensAmong(IReadOnlyList<AskedToken> asked, JsonElement tokens)
    {
        ReadOnlySpan<byte> json = JsonMarshal.GetRawUtf8Value(tokens);
        // With quotes a token cannot be found inside a longer one. A server may write any character as an escape, though.
        if (json.Contains((byte)'\\'))
        {
            return [.. tokens.EnumerateArray().Select(token => token.GetString()!)];
        }

        List<string> found = [];
        foreach (AskedToken token in asked)
        {
            if (json.IndexOf(token.Json) >= 0)
            {
                found.Add(token.Token);
            }
        }

        return [.. found];
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

    private static string ReadMapping()
    {
        using Stream stream = typeof(ElasticsearchDocument).Assembly.GetManifestResourceStream("Locator.Elasticsearch.Indexes.mapping.json")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
