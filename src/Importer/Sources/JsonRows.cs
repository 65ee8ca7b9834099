using System.Text.Json;

namespace Importer.Sources;

/// <summary>
/// Reads the elements of the array <c>rows</c> of a JSON object, or of a bare array, one after the other: only one element is
/// in memory at a time, however long the file. (JsonSerializer streams bare arrays only.)
/// </summary>
internal sealed class JsonRows : IDisposable
{
    private readonly SourceFile file;
    private readonly Stream stream;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private bool atEnd;
    private JsonReaderState state;
    private bool namedRows;
    private bool namedTotalPages;
    private int? depthOfRows;

    public JsonRows(SourceFile file)
    {
        this.file = file;
        stream = new MendedJson(file.OpenBytes());
        Refill();
        if (buffer.AsSpan(0, end).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            start = 3; // Utf8JsonReader knows no byte order mark.
        }
    }

    /// <summary>What the document says in <c>totalPages</c>; null where it says nothing, or has not said it yet.</summary>
    public int? TotalPages { get; private set; }

    /// <summary>The next row, to be disposed of; null after the last one, once the document has been read to its end.</summary>
    /// <exception cref="UnreadableSourceException">The JSON is cut off or wrong.</exception>
    public JsonDocument? Next()
    {
        try
        {
            while (true)
            {
                if (TryNext(out JsonDocument? row))
                {
                    return row;
                }

                if (atEnd)
                {
                    return null;
                }

                Refill();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or InvalidDataException)
        {
            throw file.Unreadable($"is not whole JSON: it is cut off or wrong. ({e.Message})", e);
        }
    }

    public void Dispose() => stream.Dispose();

    /// <summary>Reads on within the buffer; false when it holds no further whole row.</summary>
    private bool TryNext(out JsonDocument? row)
    {
        Utf8JsonReader reader = new(buffer.AsSpan(start, end - start), isFinalBlock: atEnd, state);
        Utf8JsonReader before = reader;
        row = null;
        while (reader.Read())
        {
            bool isRow = depthOfRows is { } depth && reader.CurrentDepth == depth
                && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject);
            if (isRow && !JsonDocument.TryParseValue(ref reader, out row))
            {
                break; // Cut off by the buffer's end: to be read again, from before the row.
            }

            if (!isRow)
            {
                FollowStructure(reader);
            }

            before = reader;
            if (isRow)
            {
                break;
            }
        }

        start += (int)before.BytesConsumed;
        state = before.CurrentState;
        return row is not null;
    }

    private void FollowStructure(in Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray when reader.CurrentDepth == 0 || (reader.CurrentDepth == 1 && namedRows):
                depthOfRows = reader.CurrentDepth + 1;
                break;
            case JsonTokenType.EndArray when reader.CurrentDepth + 1 == depthOfRows:
                depthOfRows = null;
                break;
            case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                namedRows = reader.ValueTextEquals("rows"u8);
                namedTotalPages = reader.ValueTextEquals("totalPages"u8);
                break;
            case JsonTokenType.Number when reader.CurrentDepth == 1 && namedTotalPages && reader.TryGetInt32(out int pages):
                TotalPages = pages;
                break;
        }
    }

    /// <summary>Moves what is not read yet to the front, in a larger buffer where it fills the whole, and reads more behind it.</summary>
    private void Refill()
    {
        int kept = end - start;
        byte[] target = kept == buffer.Length ? new byte[buffer.Length * 2] : buffer;
        Buffer.BlockCopy(buffer, start, target, 0, kept);
        buffer = target;
        start = 0;
        end = kept + stream.ReadAtLeast(buffer.AsSpan(kept), buffer.Length - kept, throwOnEndOfStream: false);
        atEnd = end < buffer.Length;
    }
}
