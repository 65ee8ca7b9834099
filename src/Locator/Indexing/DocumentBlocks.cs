namespace Locator.Indexing;

/// <summary>Keeps packed documents in a few large blocks: thousands of small arrays cost the garbage collector more than they hold.</summary>
/// <param name="parts">What the documents share.</param>
internal sealed class DocumentBlocks(SharedParts parts)
{
    /// <summary>Bytes of a block: large enough that there are few, small enough that the last one wastes little.</summary>
    private const int BlockBytes = 1024 * 1024;

    private DocumentBlock _block = new([], parts);
    private int _used;

    /// <summary>Room for a packed document, and the document that it becomes once it is filled.</summary>
    public Span<byte> Take(int packedBytes, out FacilityDocument document)
    {
        if (_block.Bytes.Length - _used < packedBytes)
        {
            _block = new DocumentBlock(new byte[Math.Max(packedBytes, BlockBytes)], parts);
            _used = 0;
        }

        document = FacilityDocument.In(_block, _used);
        _used += packedBytes;
        return _block.Bytes.AsSpan(_used - packedBytes, packedBytes);
    }

    /// <summary>The same facilities with their documents packed.</summary>
    public static IReadOnlyList<IndexedFacility> Pack(IReadOnlyList<IndexedFacility> facilities)
    {
        DocumentPacker packer = new();
        DocumentBlocks blocks = new(packer.Parts);
        return
        [
            .. facilities.Select(facility =>
            {
                ReadOnlySpan<byte> packed = packer.Pack(facility.Document.ToBytes());
                packed.CopyTo(blocks.Take(packed.Length, out FacilityDocument document));
                return facility with { Document = document };
            }),
        ];
    }
}
