namespace Locator.Search.Embedded;

/// <summary>Puts documents into a few large blocks: thousands of small arrays cost the garbage collector more than they hold.</summary>
internal static class DocumentBlocks
{
    /// <summary>Bytes of a block: large enough that there are few, small enough that no array is too long.</summary>
    private const int BlockBytes = 64 * 1024 * 1024;

    /// <summary>The same documents, in the same order, copied.</summary>
    public static ReadOnlyMemory<byte>[] Of(ReadOnlyMemory<byte>[] documents)
    {
        ReadOnlyMemory<byte>[] copies = new ReadOnlyMemory<byte>[documents.Length];
        int next = 0;
        while (next < documents.Length)
        {
            int end = next;
            int length = 0;
            while (end < documents.Length && (end == next || length + documents[end].Length <= BlockBytes))
            {
                length += documents[end++].Length;
            }

            byte[] block = GC.AllocateUninitializedArray<byte>(length);
            int at = 0;
            for (; next < end; next++)
            {
                documents[next].CopyTo(block.AsMemory(at));
                copies[next] = block.AsMemory(at, documents[next].Length);
                at += documents[next].Length;
            }
        }

        return copies;
    }
}
