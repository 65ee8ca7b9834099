using System.Buffers;
using Locator.Indexing;
using Microsoft.Extensions.ObjectPool;

namespace LocatorApi.Http;

/// <summary>
/// An answer before it is sent: what was written of it, and between that facilities' documents, which are put together only in the memory that
/// they are sent from. Made to be used again.
/// </summary>
internal sealed class AnswerBuffer : IBufferWriter<byte>
{
    /// <summary>Room for what is written around the documents of most answers.</summary>
    private const int UsualBytes = 16 * 1024;

    /// <summary>What one huge answer needed beyond this is let go.</summary>
    private const int KeptBytes = 1 << 20;

    private static readonly ObjectPool<AnswerBuffer> Pool = new DefaultObjectPool<AnswerBuffer>(new Policy());

    private readonly ArrayBufferWriter<byte> _written = new(UsualBytes);

    /// <summary>The documents, and how much was written before each.</summary>
    private readonly List<(int At, FacilityDocument Document)> _documents = [];
    private int _documentBytes;

    /// <summary>Bytes of the answer.</summary>
    public int Length => checked(_written.WrittenCount + _documentBytes);

    /// <summary>An empty one, to be given back with <see cref="Return"/>.</summary>
    public static AnswerBuffer Rent() => Pool.Get();

    public static void Return(AnswerBuffer buffer) => Pool.Return(buffer);

    public void Advance(int count) => _written.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => _written.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _written.GetSpan(sizeHint);

    /// <summary>Adds the members of a document behind other ones.</summary>
    public void AddMembers(FacilityDocument document)
    {
        _documents.Add((_written.WrittenCount, document));
        _documentBytes += document.Length;
    }

    /// <summary>Puts the answer together.</summary>
    /// <param name="target">Where to: <see cref="Length"/> bytes.</param>
    public void CopyTo(Span<byte> target)
    {
        int from = 0;
        foreach ((int at, FacilityDocument document) in _documents)
        {
            _written.WrittenSpan[from..at].CopyTo(target);
            target = target[(at - from)..];
            CopyMembers(document, target);
            target = target[document.Length..];
            from = at;
        }

        _written.WrittenSpan[from..].CopyTo(target);
    }

    /// <summary>Copies a document behind other members: its opening brace becomes the comma between both.</summary>
    public static void CopyMembers(FacilityDocument document, Span<byte> target)
    {
        document.CopyTo(target);
        target[0] = (byte)',';
    }

    private sealed class Policy : IPooledObjectPolicy<AnswerBuffer>
    {
        public AnswerBuffer Create() => new();

        public bool Return(AnswerBuffer buffer)
        {
            buffer._written.ResetWrittenCount();
            // A document kept here would keep the whole version.
            buffer._documents.Clear();
            buffer._documentBytes = 0;
            return buffer._written.Capacity <= KeptBytes;
        }
    }
}
