using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Locator.Facilities;

namespace Locator.Versions;

/// <summary>
/// How a version's facts are written, whatever keeps them: each facility and each identity is a line of JSON, and a version's
/// content is named by the hash of its lines. Frozen: another line is another hash (<see cref="DirectoryManifest.CurrentFormat"/>).
/// </summary>
public static class VersionFacts
{
    /// <summary>The line of a facility, without its line end.</summary>
    public static byte[] LineOf(Facility facility) => FactLineWriter.LineOf(facility).ToArray();

    /// <summary>The line of an identity, without its line end.</summary>
    public static byte[] LineOf(SiteIdentity site) => FactLineWriter.LineOf(site).ToArray();

    /// <summary>The lines of facilities.</summary>
    public static Blocks<byte[]> LinesOf(IReadOnlyList<Facility> facilities) => new(facilities.Count, i => LineOf(facilities[i]));

    /// <summary>The lines of identities.</summary>
    public static Blocks<byte[]> LinesOf(IReadOnlyList<SiteIdentity> sites) => new(sites.Count, i => LineOf(sites[i]));

    /// <summary>
    /// A digest of a facility's facts that does not say where they stand: in another file, or in another row of it, the same facts stand
    /// as well. Compared with those of earlier releases: it stays as it is.
    /// </summary>
    public static long FactsDigestOf(Facility facility) => DigestOf(FactLineWriter.LineOf(facility, hasSources: false));

    /// <summary>A digest of what stands on a letter, likewise.</summary>
    public static long AddressDigestOf(Address address) => DigestOf(FactLineWriter.AddressOf(address with { County = null, CountyFips = null }));

    /// <summary>Reads a facility's line.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static Facility FacilityOf(ReadOnlySpan<byte> line) =>
        JsonSerializer.Deserialize(line, VersionJson.Lines.Facility) ?? throw new JsonException("null where a facility is expected");

    /// <summary>Reads an identity's line.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static SiteIdentity SiteOf(ReadOnlySpan<byte> line) =>
        JsonSerializer.Deserialize(line, VersionJson.Lines.SiteIdentity) ?? throw new JsonException("null where an identity is expected");

    /// <summary>The content's hash: of kind, sources and facilities, without the time of the import.</summary>
    /// <param name="kind">Public, or the sample.</param>
    /// <param name="sources">The files, with their counts.</param>
    /// <param name="lines">The lines of the facilities, ordered by id.</param>
    public static string ContentHashOf(DirectoryKind kind, IReadOnlyList<ManifestSource> sources, IEnumerable<byte[]> lines)
    {
        using ContentHash hash = new(kind, sources);
        foreach (byte[] line in lines)
        {
            hash.Add(line);
        }

        return hash.Value();
    }

    /// <summary>The hash of identities: of their lines, sorted by facility id.</summary>
    public static string IdentitiesHashOf(IEnumerable<byte[]> lines)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] line in lines)
        {
            hash.AppendData(line);
            hash.AppendData("\n"u8);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static long DigestOf(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }

    /// <summary>A manifest as it is stored: indented JSON in UTF-8.</summary>
    public static byte[] WriteManifest(DirectoryManifest manifest) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(manifest, VersionJson.Indented.DirectoryManifest), (byte)'\n'];

    /// <summary>Reads the manifest of a version.</summary>
    /// <exception cref="DamagedVersionException">It is none, of another format, or another version's.</exception>
    public static DirectoryManifest ReadManifest(VersionId id, ReadOnlySpan<byte> utf8)
    {
        try
        {
            // The format first: a manifest of another one may have any shape.
            int format = JsonSerializer.Deserialize(utf8, VersionJson.Lines.FormatOnly)?.Format ?? 0;
            if (format != DirectoryManifest.CurrentFormat)
            {
                throw new DamagedVersionException(
                    id, $"its manifest is of format {format}; this program reads format {DirectoryManifest.CurrentFormat}.");
            }

            DirectoryManifest? manifest = JsonSerializer.Deserialize(utf8, VersionJson.Indented.DirectoryManifest);
            return manifest is null ? throw new DamagedVersionException(id, "its manifest is empty.")
                : manifest.Version != id.ToString() ? throw new DamagedVersionException(id, $"its manifest is that of version {manifest.Version}.")
                : manifest;
        }
        catch (JsonException e)
        {
            throw new DamagedVersionException(id, $"its manifest is not one: {e.Message}");
        }
    }
}

/// <summary>The hash of a version's content, made line by line.</summary>
public sealed class ContentHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The hash of a version of these sources.</summary>
    public ContentHash(DirectoryKind kind, IReadOnlyList<ManifestSource> sources) =>
        Add(JsonSerializer.SerializeToUtf8Bytes(new ContentHead(kind, sources), VersionJson.Lines.ContentHead));

    /// <summary>Adds the line of the next facility, without its line end.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        _hash.AppendData(line);
        _hash.AppendData("\n"u8);
    }

    /// <summary>The hash of all that was added: lower-case hexadecimal. Once.</summary>
    public string Value() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
