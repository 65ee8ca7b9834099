using System.IO.Compression;
using System.Text;
using Locator.Geo;
using Locator.Versions;

namespace Locator.Indexing;

/// <summary>
/// What is derived from a version's facts, in a file beside them: a process that searches in memory starts with reading it, in a fraction
/// of the time and memory that deriving takes. It holds nothing that the facts and the vocabulary do not give, so one that is missing,
/// damaged or of another release is passed over and its content derived anew.
/// </summary>
/// <remarks>
/// Gzipped (RFC 1952, whose checksum guards it). Numbers little-endian, texts in UTF-8 with their length before them, as
/// <see cref="BinaryWriter"/> writes them: <c>format, content hash, facilities, tokens, words</c>, then facility by facility with its document packed (<see cref="DocumentBlock"/>), and
/// at the end the <see cref="SharedParts"/> of documents.
/// </remarks>
public static class IndexedFile
{
    /// <summary>Number of this layout; raise it with every change.</summary>
    private const int Format = 2;

    /// <summary>The name of the file that a vocabulary derives: its hash stands for everything that deriving depends on but the facts.</summary>
    /// <param name="vocabularyHash"><see cref="Facilities.Vocabulary.Hash"/>.</param>
    public static string NameFor(string vocabularyHash) => $"indexed-{vocabularyHash[..16]}.gz";

    /// <summary>Writes the facilities of a version.</summary>
    /// <param name="file">Takes the bytes.</param>
    /// <param name="contentSha256">The hash of the version's content.</param>
    /// <param name="facilities">The facilities, ordered by id.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public static void Write(Stream file, string contentSha256, IndexedFacilities facilities, CancellationToken cancellationToken)
    {
        using GZipStream gzip = new(file, CompressionLevel.Fastest, leaveOpen: true);
        using BufferedStream buffered = new(gzip, 1 << 16);
        using BinaryWriter writer = new(buffered, Encoding.UTF8);
        TokenTable tokens = facilities.Table;
        Dictionary<string, int> words = new(StringComparer.Ordinal);
        foreach (IndexedFacility facility in facilities.Blocks(cancellationToken).SelectMany(block => block))
        {
            foreach (string word in facility.Words)
            {
                words.TryAdd(word, words.Count);
            }
        }

        writer.Write(Format);
        writer.Write(contentSha256);
        writer.Write(facilities.Count);
        WriteTexts(writer, tokens.Tokens);
        WriteTexts(writer, words.Keys);
        DocumentPacker documents = new();
        foreach (IndexedFacility facility in facilities.Blocks(cancellationToken).SelectMany(block => block))
        {
            Write(writer, facility, tokens, words, documents);
        }

        documents.Parts.Write(writer);
    }

    /// <summary>Reads the facilities of a version, their documents packed.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="contentSha256">The hash of the version's content.</param>
    /// <returns>The facilities, ordered by id; null where the file is of another format or content.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="EndOfStreamException">The file is cut off.</exception>
    public static IReadOnlyList<IndexedFacility>? Read(Stream file, string contentSha256)
    {
        using GZipStream gzip = new(file, CompressionMode.Decompress, leaveOpen: true);
        using BufferedStream buffered = new(gzip, 1 << 16);
        using BinaryReader reader = new(buffered, Encoding.UTF8);
        if (reader.ReadInt32() != Format || reader.ReadString() != contentSha256)
        {
            return null;
        }

        IndexedFacility[] facilities = new IndexedFacility[reader.ReadInt32()];
        SharedParts parts = new();
        DocumentBlocks documents = new(parts);
        TokenTable tokens = new(ReadTexts(reader));
        string[] words = ReadTexts(reader);
        for (int i = 0; i < facilities.Length; i++)
        {
            facilities[i] = Read(reader, tokens, words, documents);
        }

        parts.Read(reader);

        // The checksum stands behind the last byte, and is looked at only by who reads on.
        return buffered.ReadByte() < 0 ? facilities : throw new InvalidDataException("There is more than the facilities.");
    }

    private static void Write(
        BinaryWriter writer, IndexedFacility facility, TokenTable tokens, Dictionary<string, int> words, DocumentPacker documents)
    {
        writer.Write(facility.Id);
        writer.Write(facility.SortName);
        writer.Write(facility.Point is not null);
        if (facility.Point is { } point)
        {
            writer.Write(point.Latitude);
            writer.Write(point.Longitude);
        }

        writer.Write(facility.LocationIsExact);
        writer.Write(facility.State);
        writer.Write(facility.CountyFips ?? "");
        writer.Write7BitEncodedInt(facility.Words.Count);
        foreach (string word in facility.Words)
        {
            writer.Write7BitEncodedInt(words[word]);
        }

        writer.Write7BitEncodedInt(facility.Programs.Count);
        foreach (IndexedProgram program in facility.Programs)
        {
            writer.Write(program.Id);
            writer.Write7BitEncodedInt(program.Tokens.Count);
            int before = 0;
            foreach (ushort rank in tokens.RanksOf(program.Tokens))
            {
                writer.Write7BitEncodedInt(rank - before);
                before = rank;
            }
        }

        ReadOnlySpan<byte> document = documents.Pack(facility.Document.ToBytes());
        writer.Write7BitEncodedInt(document.Length);
        writer.Write(document);
    }

    private static IndexedFacility Read(BinaryReader reader, TokenTable tokens, string[] words, DocumentBlocks documents)
    {
        string id = reader.ReadString(), sortName = reader.ReadString();
        GeoPoint? point = reader.ReadBoolean() ? new GeoPoint(reader.ReadDouble(), reader.ReadDouble()) : null;
        bool isExact = reader.ReadBoolean();
        string state = string.Intern(reader.ReadString()), county = reader.ReadString();
        string[] own = new string[reader.Read7BitEncodedInt()];
        for (int i = 0; i < own.Length; i++)
        {
            own[i] = words[reader.Read7BitEncodedInt()];
        }

        IndexedProgram[] programs = new IndexedProgram[reader.Read7BitEncodedInt()];
        for (int i = 0; i < programs.Length; i++)
        {
            programs[i] = new IndexedProgram(reader.ReadString(), ReadTokens(reader, tokens));
        }

        reader.BaseStream.ReadExactly(documents.Take(reader.Read7BitEncodedInt(), out FacilityDocument document));
        return new IndexedFacility
        {
            Id = id,
            SortName = sortName,
            Point = point,
            LocationIsExact = isExact,
            State = state,
            CountyFips = county.Length == 0 ? null : string.Intern(county),
            Words = own,
            Programs = programs,
            Document = document,
        };
    }

    private static TokenSet ReadTokens(BinaryReader reader, TokenTable tokens)
    {
        ushort[] ranks = new ushort[reader.Read7BitEncodedInt()];
        int rank = 0;
        for (int i = 0; i < ranks.Length; i++)
        {
            rank += reader.Read7BitEncodedInt();
            ranks[i] = checked((ushort)rank);
        }

        return new TokenSet(tokens, ranks);
    }

    private static void WriteTexts(BinaryWriter writer, IReadOnlyCollection<string> texts)
    {
        writer.Write(texts.Count);
        foreach (string text in texts)
        {
            writer.Write(text);
        }
    }

    private static string[] ReadTexts(BinaryReader reader)
    {
        string[] texts = new string[reader.ReadInt32()];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = reader.ReadString();
        }

        return texts;
    }
}
