namespace Locator.Indexing;

/// <summary>Parts of documents that stand in more than one of them, numbered in the order in which they were added.</summary>
internal sealed class SharedParts
{
    private byte[] _bytes = [];
    private int[] _ends = [];

    public int Count { get; private set; }

    /// <summary>Bytes of all of them.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Count == 0 ? 0 : _ends[Count - 1]);

    /// <summary>The part of that rank.</summary>
    public ReadOnlySpan<byte> this[int rank]
    {
        get
        {
            int start = rank == 0 ? 0 : _ends[rank - 1];
            return _bytes.AsSpan(start, _ends[rank] - start);
        }
    }

    /// <summary>Adds a part.</summary>
    /// <returns>Its rank.</returns>
    public int Add(ReadOnlySpan<byte> part)
    {
        int start = Bytes.Length;
        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Math.Max(1024, 2 * Count));
        }

        if (_bytes.Length - start < part.Length)
        {
            Array.Resize(ref _bytes, Math.Max(start + part.Length, 2 * start));
        }

        part.CopyTo(_bytes.AsSpan(start));
        _ends[Count] = start + part.Length;
        return Count++;
    }

    /// <summary>Writes all of them: their number, their lengths, their bytes.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Count);
        for (int rank = 0; rank < Count; rank++)
        {
            writer.Write7BitEncodedInt(this[rank].Length);
        }

        writer.Write(Bytes);
    }

    /// <summary>Takes the place of what it holds, as <see cref="Write"/> wrote it.</summary>
    public void Read(BinaryReader reader)
    {
        Count = reader.ReadInt32();
        _ends = new int[Count];
        int end = 0;
        for (int rank = 0; rank < Count; rank++)
        {
            _ends[rank] = end += reader.Read7BitEncodedInt();
        }

        _bytes = new byte[end];
        reader.BaseStream.ReadExactly(_bytes);
    }
}
