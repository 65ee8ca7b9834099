using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Importer.Sources;

/// <summary>What the first bytes of a file say it is.</summary>
internal enum SourceContent
{
    /// <summary>Delimited text.</summary>
    Text,

    /// <summary>A JSON document.</summary>
    Json,

    /// <summary>JavaScript that assigns a JSON document to a name, or calls a function with it.</summary>
    Script,

    /// <summary>An Excel workbook.</summary>
    Workbook,
}

/// <summary>
/// A file on disk, examined once from end to end before any row of it is believed: what it holds, whether it is packed, how
/// its text is encoded. Names and extensions decide nothing: downloads are renamed, and re-packed, by many hands.
/// </summary>
internal sealed partial class SourceFile
{
    private const int BlockSize = 1 << 16;

    // Strict: the text is UTF-8 only where every byte of it is.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly bool packed;
    private Encoding encoding = Utf8;

    // .NET has Windows-1252 (and ExcelDataReader its code pages) only after this.
    static SourceFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private SourceFile(string name, bool packed) => (Name, this.packed) = (name, packed);

    /// <summary>The path as the operator wrote it: messages begin with it.</summary>
    public string Name { get; }

    /// <summary>What it holds once unpacked.</summary>
    public SourceContent Content { get; private set; }

    /// <summary>
    /// Whether it begins with zero bytes among others: a binary file, or text with a NUL in it. (Text in UTF-16 has them
    /// rightly and is not meant.)
    /// </summary>
    public bool HoldsZeroBytes { get; private set; }

    /// <summary>The first line of text, at most 40 characters of it: to show what the file is.</summary>
    public string Beginning { get; private set; } = "";

    /// <summary>Whether the last byte ends a line: where it does not, a short last record is a file cut off in the middle.</summary>
    public bool EndsWithLineBreak { get; private set; }

    /// <summary>Examines a file.</summary>
    /// <exception cref="UnreadableSourceException">It is missing, a folder, empty, cut off or of no known kind.</exception>
    public static SourceFile Examine(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UnreadableSourceException($"{path} is a folder, not a file: name the files in it.");
        }

        if (!File.Exists(path))
        {
            throw new UnreadableSourceException($"{path} does not exist.");
        }

        try
        {
            SourceFile file = new(path, packed: StartsLikeGzip(path));
            file.Examine();
            return file;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new UnreadableSourceException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The unpacked bytes; the caller disposes of them.</summary>
    public Stream OpenBytes() => packed ? new GzipContent(Name) : OpenOnDisk(Name);

    /// <summary>The unpacked bytes as a stream that can be sought in: a packed workbook goes through a temporary file.</summary>
    public Stream OpenSeekable()
    {
        Stream bytes = OpenBytes();
        if (!packed)
        {
            return bytes;
        }

        using (bytes)
        {
            FileStream copy = new(
                Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
                FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BlockSize, FileOptions.DeleteOnClose);
            bytes.CopyTo(copy);
            copy.Position = 0;
            return copy;
        }
    }

    /// <summary>The text without its byte order mark.</summary>
    public TextReader OpenText() => new StreamReader(OpenBytes(), encoding, detectEncodingFromByteOrderMarks: true, BlockSize);

    /// <summary>The day (UTC) on which a workbook says that it was last saved, else made; null where it does not say, or is no workbook.</summary>
    /// <remarks>Office Open XML keeps it in docProps/core.xml (ECMA-376, part 2, core properties).</remarks>
    public DateOnly? SavedOn()
    {
        if (Content != SourceContent.Workbook)
        {
            return null;
        }

        try
        {
            using Stream stream = OpenSeekable();
            using ZipArchive archive = new(stream, ZipArchiveMode.Read);
            using Stream? properties = archive.GetEntry("docProps/core.xml")?.Open();
            if (properties is null)
            {
                return null;
            }

            XElement core = XElement.Load(properties);
            XNamespace terms = "http://purl.org/dc/terms/";
            string? written = core.Element(terms + "modified")?.Value ?? core.Element(terms + "created")?.Value;
            return DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
                ? DateOnly.FromDateTime(time.UtcDateTime)
                : null;
        }
        catch (Exception e) when (e is InvalidDataException or XmlException)
        {
            return null; // An older workbook (XLS) is no ZIP archive.
        }
    }

    /// <summary>The exception for this file; the sentence goes on after its name.</summary>
    public UnreadableSourceException Unreadable(string sentence, Exception? innerException = null) =>
        new($"{Name} {sentence}", innerException);

    private static FileStream OpenOnDisk(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BlockSize, FileOptions.SequentialScan);

    private static bool StartsLikeGzip(string path)
    {
        using FileStream stream = OpenOnDisk(path);
        Span<byte> magic = stackalloc byte[2];
        return stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
    }

    private void Examine()
    {
        using Stream stream = OpenBytes();
        byte[] block = new byte[BlockSize];
        int count = stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
        Content = ContentOf(block.AsSpan(0, count));
        if (Content == SourceContent.Workbook && !packed)
        {
            return; // A ZIP archive has its directory at the end: a cut one does not open.
        }

        Decoder utf8 = Utf8.GetDecoder();
        char[] text = new char[Utf8.GetMaxCharCount(BlockSize)];
        bool isUtf8 = Content != SourceContent.Workbook;
        for (; count > 0; count = stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false))
        {
            EndsWithLineBreak = block[count - 1] is (byte)'\n' or (byte)'\r';
            isUtf8 = isUtf8 && Decodes(utf8, block.AsSpan(0, count), text, flush: false);
        }

        isUtf8 = isUtf8 && Decodes(utf8, [], text, flush: true);
        if (Content == SourceContent.Json && !isUtf8)
        {
            throw Unreadable("is JSON, but not in UTF-8 as JSON must be.");
        }

        // Latin-1 too: Windows-1252 differs from it only where Latin-1 has control characters. (UTF-16 is told by its mark.)
        encoding = isUtf8 ? Utf8 : Encoding.GetEncoding(1252);
    }

    // "const facilities = [", "export default {", "callback([{": nothing of the kind begins a table.
    [GeneratedRegex(@"\A(?:\s*(?://[^\n]*\n|/\*[\s\S]*?\*/))*\s*(?:(?:export\s+)?(?:var|let|const)\s+[\w$]+\s*=|[\w$.]+\s*=\s*[\[{]|export\s+default\s*[\[{]|[\w$.]+\(\s*[\[{])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Script();

    private static bool Decodes(Decoder decoder, ReadOnlySpan<byte> bytes, Span<char> text, bool flush)
    {
        try
        {
            decoder.GetChars(bytes, text, flush);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private SourceContent ContentOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
        {
            return SourceContent.Workbook;
        }

        bool isUtf16 = head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
        HoldsZeroBytes = head.Contains((byte)0) && !isUtf16;
        ReadOnlySpan<byte> text = head.StartsWith(Encoding.UTF8.Preamble) ? head[Encoding.UTF8.Preamble.Length..] : head;
        text = text.TrimStart(" \t\r\n"u8);
        string beginning = Encoding.UTF8.GetString(text[..Math.Min(text.Length, 400)]);
        Beginning = SourceText.BeginningOf(SourceText.Of(beginning.AsSpan().TrimStart().ToString().Split('\n')[0]) ?? "", 40);
        return text switch
        {
            _ when Script().IsMatch(beginning) => SourceContent.Script,
            [] => throw Unreadable("is empty."),
            [(byte)'<', ..] => throw Unreadable("is a web page or XML, not a directory: perhaps an error page was saved in its place."),
            [(byte)'{' or (byte)'[', ..] => SourceContent.Json,
            _ => SourceContent.Text,
        };
    }
}
