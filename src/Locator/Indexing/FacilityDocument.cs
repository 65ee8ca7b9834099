namespace Locator.Indexing;

/// <summary>
/// A facility's own part of an answer: a JSON object in UTF-8, the same bytes in every answer of a version. Either bytes as they stand, or
/// one of many that share what they have in common (<see cref="DocumentPacker"/>).
/// </summary>
public readonly struct FacilityDocument
{
    /// <summary>A <c>byte[]</c>, or the <see cref="DocumentBlock"/> that it lies in.</summary>
    private readonly object? _holder;
    private readonly int _start;

    private FacilityDocument(object holder, int start) => (_holder, _start) = (holder, start);

    /// <summary>Number of bytes; 0 where there is no document.</summary>
    public int Length => _holder switch
    {
        byte[] bytes => bytes.Length,
        DocumentBlock block => block.LengthAt(_start),
        _ => 0,
    };

    /// <summary>A document of these bytes, which must not change.</summary>
    public static implicit operator FacilityDocument(byte[] bytes) => new(bytes, 0);

    /// <summary>Copies its bytes, <see cref="Length"/> of them.</summary>
    /// <param name="target">Where to.</param>
    /// <exception cref="ArgumentException">There is not enough room.</exception>
    public void CopyTo(Span<byte> target)
    {
        if (_holder is DocumentBlock block)
        {
            block.CopyTo(_start, target);
        }
        else
        {
            ((byte[]?)_holder).AsSpan().CopyTo(target);
        }
    }

    /// <summary>Its bytes, not to be changed; put together anew each time where it shares them with others.</summary>
    public byte[] ToBytes()
    {
        if (_holder is not DocumentBlock block)
        {
            return (byte[]?)_holder ?? [];
        }

        byte[] bytes = new byte[block.LengthAt(_start)];
        block.CopyTo(_start, bytes);
        return bytes;
    }

    /// <summary>The document that begins there.</summary>
    internal static FacilityDocument In(DocumentBlock block, int start) => new(block, start);
}
