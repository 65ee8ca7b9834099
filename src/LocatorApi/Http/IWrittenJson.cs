using System.Buffers;

namespace LocatorApi.Http;

/// <summary>An answer that writes itself as JSON. What stands in it, in which order, is what its type shows: tests read it back strictly.</summary>
internal interface IWrittenJson
{
    /// <summary>Writes one JSON value in UTF-8.</summary>
    void WriteTo(IBufferWriter<byte> output);
}
