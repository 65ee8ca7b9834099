using System.Buffers;
using Locator.Indexing;

namespace LocatorApi.Http;

/// <summary>
/// An answer whose members stand in JSON that was written at the import, but for some before them that depend on the request:
/// copied byte for byte, because parsing it to write it again would cost more than the search.
/// </summary>
internal interface IStoredJson : IWrittenJson
{
    /// <summary>A JSON object with at least one member.</summary>
    FacilityDocument Stored { get; }

    /// <summary>Writes the members before them: names and values with commas between them, at least one, no braces.</summary>
    void WriteHead(IBufferWriter<byte> output);

    /// <inheritdoc/>
    void IWrittenJson.WriteTo(IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        WriteHead(output);
        if (output is AnswerBuffer answer)
        {
            answer.AddMembers(Stored);
            return;
        }

        int length = Stored.Length;
        AnswerBuffer.CopyMembers(Stored, output.GetSpan(length));
        output.Advance(length);
    }
}
