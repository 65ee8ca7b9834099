namespace Locator.Indexing;

/// <summary>Room for documents in a few large blocks: thousands of small arrays cost the garbage collector more than they hold.</summary>
/// <param name="bytes">Bytes that all documents take together, as far as known; more can be put in.</param>
internal sealed class DocumentBlocks(long bytes)
{
    /// <summary>Bytes of a block: large enough that there are few, small enough that no array is too long.</summary>
    private const int BlockBytes = 64 * 1024 * 1024;

    private byte[] _block = [];
    private int _used;
    private long _rest = bytes;

    /// <summary>Room for one document; empty ones take none.</summary>
    public Memory<byte> Take(int length)
    {
        if (_block.Length - _used < length)
        {
            _block = GC.AllocateUninitializedArray<byte>(Math.Max(length, (int)Math.Clamp(_rest, 0, BlockBytes)));
            _used = 0;
        }

        Memory<byte> room = _block.AsMemory(_used, length);
        _used += length;
        _rest -= length;
        return room;
    }

    /// <summary>The same facilities with their documents in blocks.</summary>
    public static IReadOnlyList<IndexedFacility> Pack(IReadOnlyList<IndexedFacility> facilities)
    {
        DocumentBlocks blocks = new(facilities.Sum(facility => (long)facility.Document.Length));
        return
        [
            .. facilities.Select(facility =>
            {
                Memory<byte> copy = blocks.Take(facility.Document.Length);
                facility.Document.CopyTo(copy);
                return facility with { Document = copy };
            }),
        ];
    }
}
