using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Locator.Facilities;

namespace Locator.Versions;

/// <summary>How the facts of a version are written to files and read back: gzipped lines of JSON beside <c>manifest.json</c>.</summary>
internal static class VersionFiles
{
    public const string Manifest = "manifest.json";
    public const string Facilities = "facilities.ndjson.gz";
    public const string Identities = "identities.ndjson.gz";
    public const string Issues = "issues.csv.gz";

    /// <summary>Writes lines, gzipped.</summary>
    public static void WriteLines(Stream file, IEnumerable<byte[]> lines, CancellationToken cancellationToken)
    {
        // A directory takes 8 % more room than with the usual level 6, and two thirds of the time.
        using GZipStream gzip = new(file, new ZLibCompressionOptions { CompressionLevel = 4 }, leaveOpen: true);
        // Not a BufferedStream, whose flushing would put a mark of its own before the end of what is packed.
        ArrayBufferWriter<byte> waiting = new(1 << 17);
        foreach (byte[] line in lines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            waiting.Write(line);
            waiting.Write("\n"u8);
            if (waiting.WrittenCount >= 1 << 16)
            {
                gzip.Write(waiting.WrittenSpan);
                waiting.ResetWrittenCount();
            }
        }

        gzip.Write(waiting.WrittenSpan);
    }

    /// <summary>Reads the facilities that a manifest speaks of, one after the other; at the end they are held against its hash and counts.</summary>
    /// <exception cref="DamagedVersionException">They are cut off, garbled or not what was published.</exception>
    public static async IAsyncEnumerable<Facility> FacilitiesAsync(
        Stream file, DirectoryManifest manifest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        VersionId id = manifest.Stamp.Id;
        using ContentHash hash = new(manifest.Kind, manifest.Sources);
        int facilities = 0, programs = 0;
        await foreach (byte[] line in LinesAsync(file, id, Facilities, cancellationToken))
        {
            hash.Add(line);
            facilities++;
            Facility facility = Parsed(id, Facilities, facilities, line, VersionFacts.FacilityOf);
            programs += facility.Programs.Count;
            yield return facility;
        }

        if (hash.Value() != manifest.ContentSha256)
        {
            throw new DamagedVersionException(id, $"{Facilities} or the sources in {Manifest} are not what was published: the hash differs.");
        }

        if (facilities != manifest.Facilities || programs != manifest.Programs)
        {
            throw new DamagedVersionException(id, $"{Manifest} gives other numbers of facilities and programs than {Facilities} holds.");
        }
    }

    /// <summary>Reads the identities and holds them against the manifest's hash of them.</summary>
    /// <exception cref="DamagedVersionException">They are cut off, garbled or not what was published.</exception>
    public static async Task<IReadOnlyList<SiteIdentity>> SitesAsync(
        Stream file, DirectoryManifest manifest, CancellationToken cancellationToken)
    {
        VersionId id = manifest.Stamp.Id;
        List<byte[]> lines = [];
        await foreach (byte[] line in LinesAsync(file, id, Identities, cancellationToken))
        {
            lines.Add(line);
        }

        return VersionFacts.IdentitiesHashOf(lines) == manifest.IdentitiesSha256
            ? [.. lines.Select((line, i) => Parsed(id, Identities, i + 1, line, VersionFacts.SiteOf))]
            : throw new DamagedVersionException(id, $"{Identities} is not what was published: the hash differs.");
    }

    private static T Parsed<T>(VersionId id, string name, int number, byte[] line, LineParser<T> parse)
    {
        try
        {
            return parse(line);
        }
        catch (JsonException e)
        {
            throw new DamagedVersionException(id, $"{name} is not readable at line {number}: {e.Message}");
        }
    }

    private static async IAsyncEnumerable<byte[]> LinesAsync(
        Stream file, VersionId id, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using GZipStream gzip = new(file, CompressionMode.Decompress, leaveOpen: true);
        PipeReader reader = PipeReader.Create(gzip, new StreamPipeReaderOptions(bufferSize: 1 << 16));
        int number = 0;
        ReadResult result;
        do
        {
            try
            {
                result = await reader.ReadAsync(cancellationToken);
            }
            catch (InvalidDataException e)
            {
                throw new DamagedVersionException(id, $"{name} is cut off or garbled after line {number}: {e.Message}");
            }

            ReadOnlySequence<byte> rest = result.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                byte[] line = rest.Slice(0, end).ToArray();
                rest = rest.Slice(rest.GetPosition(1, end));
                number++;
                yield return line;
            }

            if (result.IsCompleted && !rest.IsEmpty)
            {
                throw new DamagedVersionException(id, $"{name} is cut off after line {number}.");
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
        while (!result.IsCompleted);
    }

    private delegate T LineParser<T>(ReadOnlySpan<byte> line);
}
