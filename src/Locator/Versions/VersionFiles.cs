using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Locator.Facilities;

namespace Locator.Versions;

/// <summary>
/// How a version is written to files and read back: <c>manifest.json</c> and gzipped lines of JSON. Reading throws
/// <see cref="BrokenFileException"/> with a sentence about what is wrong; who knows the version's id makes a
/// <see cref="DamagedVersionException"/> of it.
/// </summary>
internal static class VersionFiles
{
    public const string Manifest = "manifest.json";
    public const string Facilities = "facilities.ndjson.gz";
    public const string Identities = "identities.ndjson.gz";
    public const string Issues = "issues.csv.gz";

    /// <summary>Writes the facilities and returns the content's hash: of kind, sources and facilities, uncompressed.</summary>
    public static string WriteFacilities(
        Stream file, DirectoryKind kind, IReadOnlyList<DirectorySource> sources, IEnumerable<Facility> sorted, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = HashOf(kind, sources);
        WriteLines(file, sorted, VersionJson.Lines.Facility, hash, cancellationToken);
        return Hex(hash);
    }

    /// <summary>Reads the facilities that a manifest speaks of and checks them against its hash and counts.</summary>
    public static async Task<DirectoryVersion> ReadFacilitiesAsync(
        Stream file, DirectoryManifest manifest, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = HashOf(manifest.Kind, manifest.Sources);
        List<Facility> facilities = await ReadLinesAsync(
            file, Facilities, manifest.Facilities, VersionJson.Lines.Facility, hash, cancellationToken);
        if (Hex(hash) != manifest.ContentSha256)
        {
            throw new BrokenFileException($"{Facilities} or the sources in {Manifest} are not what was published: the hash differs.");
        }

        if (facilities.Count != manifest.Facilities || facilities.Sum(facility => facility.Programs.Count) != manifest.Programs)
        {
            throw new BrokenFileException($"{Manifest} gives other numbers of facilities and programs than {Facilities} holds.");
        }

        return new DirectoryVersion(manifest, facilities);
    }

    /// <summary>Writes the identities and returns the hash of their lines, uncompressed.</summary>
    public static string WriteIdentities(Stream file, IEnumerable<SiteIdentity> sorted, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        WriteLines(file, sorted, VersionJson.Lines.SiteIdentity, hash, cancellationToken);
        return Hex(hash);
    }

    /// <summary>Reads the identities and checks them against the manifest's hash of them.</summary>
    public static async Task<IReadOnlyList<SiteIdentity>> ReadIdentitiesAsync(
        Stream file, DirectoryManifest manifest, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        List<SiteIdentity> sites = await ReadLinesAsync(
            file, Identities, manifest.Facilities, VersionJson.Lines.SiteIdentity, hash, cancellationToken);
        return Hex(hash) == manifest.IdentitiesSha256
            ? sites
            : throw new BrokenFileException($"{Identities} is not what was published: the hash differs.");
    }

    /// <summary>The content's hash, from the facilities' lines as <see cref="LineOf(Facility)"/> writes them, ordered by id.</summary>
    public static string ContentHashOf(DirectoryKind kind, IReadOnlyList<DirectorySource> sources, IEnumerable<byte[]> lines)
    {
        using IncrementalHash hash = HashOf(kind, sources);
        return HashOf(lines, hash);
    }

    /// <summary>The hash of identities, from their lines as <see cref="LineOf(SiteIdentity)"/> writes them, ordered by facility id.</summary>
    public static string IdentitiesHashOf(IEnumerable<byte[]> lines)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        return HashOf(lines, hash);
    }

    /// <summary>The line of a facility, without its line end.</summary>
    public static byte[] LineOf(Facility facility) => JsonSerializer.SerializeToUtf8Bytes(facility, VersionJson.Lines.Facility);

    /// <summary>The line of an identity, without its line end.</summary>
    public static byte[] LineOf(SiteIdentity site) => JsonSerializer.SerializeToUtf8Bytes(site, VersionJson.Lines.SiteIdentity);

    public static byte[] WriteManifest(DirectoryManifest manifest) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(manifest, VersionJson.Indented.DirectoryManifest), (byte)'\n'];

    /// <summary>Reads a manifest of the current format.</summary>
    public static DirectoryManifest ReadManifest(ReadOnlySpan<byte> utf8)
    {
        try
        {
            // The format first: a manifest of another one may have any shape.
            int format = JsonSerializer.Deserialize(utf8, VersionJson.Lines.FormatOnly)?.Format ?? 0;
            if (format != DirectoryManifest.CurrentFormat)
            {
                throw new BrokenFileException(
                    $"{Manifest} is of format {format}; this program reads format {DirectoryManifest.CurrentFormat}.");
            }

            return JsonSerializer.Deserialize(utf8, VersionJson.Indented.DirectoryManifest)
                ?? throw new BrokenFileException($"{Manifest} is empty.");
        }
        catch (JsonException e)
        {
            throw new BrokenFileException($"{Manifest} is not a manifest: {e.Message}", e);
        }
    }

    private static IncrementalHash HashOf(DirectoryKind kind, IReadOnlyList<DirectorySource> sources)
    {
        IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(new ContentHead(kind, sources), VersionJson.Lines.ContentHead));
        hash.AppendData("\n"u8);
        return hash;
    }

    private static string HashOf(IEnumerable<byte[]> lines, IncrementalHash hash)
    {
        foreach (byte[] line in lines)
        {
            hash.AppendData(line);
            hash.AppendData("\n"u8);
        }

        return Hex(hash);
    }

    private static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());

    private static void WriteLines<T>(
        Stream file, IEnumerable<T> items, JsonTypeInfo<T> type, IncrementalHash hash, CancellationToken cancellationToken)
    {
        using GZipStream gzip = new(file, CompressionLevel.Optimal, leaveOpen: true);
        foreach (T item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] line = JsonSerializer.SerializeToUtf8Bytes(item, type);
            foreach (ReadOnlySpan<byte> part in (ReadOnlySpan<byte[]>)[line, [(byte)'\n']])
            {
                gzip.Write(part);
                hash.AppendData(part);
            }
        }
    }

    private static async Task<List<T>> ReadLinesAsync<T>(
        Stream file, string name, int expected, JsonTypeInfo<T> type, IncrementalHash hash, CancellationToken cancellationToken)
    {
        List<T> items = new(Math.Clamp(expected, 0, 1_000_000));
        try
        {
            await using GZipStream gzip = new(file, CompressionMode.Decompress, leaveOpen: true);
            PipeReader reader = PipeReader.Create(gzip, new StreamPipeReaderOptions(bufferSize: 1 << 16));
            ReadResult result;
            do
            {
                result = await reader.ReadAsync(cancellationToken);
                ReadOnlySequence<byte> rest = result.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    ReadOnlySequence<byte> line = rest.Slice(0, rest.GetPosition(1, end));
                    items.Add(Parse(line, type, hash));
                    rest = rest.Slice(line.End);
                }

                if (result.IsCompleted && !rest.IsEmpty)
                {
                    throw new BrokenFileException($"{name} is cut off after line {items.Count}.");
                }

                reader.AdvanceTo(rest.Start, rest.End);
            }
            while (!result.IsCompleted);
            return items;
        }
        catch (JsonException e)
        {
            throw new BrokenFileException($"{name} is not readable at line {items.Count + 1}: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new BrokenFileException($"{name} is cut off or garbled after line {items.Count}: {e.Message}", e);
        }
    }

    private static T Parse<T>(ReadOnlySequence<byte> line, JsonTypeInfo<T> type, IncrementalHash hash)
    {
        foreach (ReadOnlyMemory<byte> part in line)
        {
            hash.AppendData(part.Span);
        }

        Utf8JsonReader json = new(line);
        return JsonSerializer.Deserialize(ref json, type) ?? throw new JsonException("null where a record is expected");
    }
}

/// <summary>A file of a version is cut off, changed or of another format. The message says which and how.</summary>
internal sealed class BrokenFileException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>What of a version is hashed before its facilities.</summary>
internal sealed record ContentHead(DirectoryKind Kind, IReadOnlyList<DirectorySource> Sources);

/// <summary>The one member that manifests of every format have.</summary>
internal sealed record FormatOnly(int Format);

/// <summary>The JSON of the files. Changing it changes the content's hash: raise <see cref="DirectoryManifest.CurrentFormat"/>.</summary>
[JsonSerializable(typeof(Facility))]
[JsonSerializable(typeof(SiteIdentity))]
[JsonSerializable(typeof(DirectoryManifest))]
[JsonSerializable(typeof(ContentHead))]
[JsonSerializable(typeof(FormatOnly))]
internal sealed partial class VersionJson : JsonSerializerContext
{
    public static VersionJson Lines { get; } = new(OptionsOf(indented: false));

    public static VersionJson Indented { get; } = new(OptionsOf(indented: true));

    private static JsonSerializerOptions OptionsOf(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Computed members, such as a point's IsValid, are not facts.
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        // The files are never part of a web page: names stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = indented,
        NewLine = "\n",
        Converters =
        {
            new JsonStringEnumConverter<DirectoryKind>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new JsonStringEnumConverter<ProgramType>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new JsonStringEnumConverter<LocationPrecision>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
        },
    };
}
