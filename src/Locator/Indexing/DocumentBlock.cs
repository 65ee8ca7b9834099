namespace Locator.Indexing;

/// <summary>
/// Packed documents, one behind the other. A packed document is its length, then what it is made of, in order: an even number is twice
/// the rank of a shared part; an odd one is one more than twice the number of bytes that stand behind it. Numbers are <see cref="Varint"/>.
/// </summary>
/// <param name="bytes">The documents.</param>
/// <param name="parts">What they share.</param>
internal sealed class DocumentBlock(byte[] bytes, SharedParts parts)
{
    public byte[] Bytes => bytes;

    /// <summary>Number of bytes of the document that begins there, put together.</summary>
    public int LengthAt(int start) => Varint.Read(bytes, ref start);

    /// <summary>Puts the document together that begins there.</summary>
    /// <exception cref="ArgumentException">There is not enough room.</exception>
    public void CopyTo(int start, Span<byte> target)
    {
        int length = Varint.Read(bytes, ref start);
        for (int written = 0; written < length;)
        {
            int what = Varint.Read(bytes, ref start);
            ReadOnlySpan<byte> part;
            if ((what & 1) == 0)
            {
                part = parts[what >> 1];
            }
            else
            {
                part = bytes.AsSpan(start, what >> 1);
                start += part.Length;
            }

            part.CopyTo(target[written..]);
            written += part.Length;
        }
    }
}
