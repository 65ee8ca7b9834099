using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Locator.Indexing;

/// <summary>
/// Packs documents so that what many of them have in common stands once: of 60 MB of the national directory 18 are left. They are cut
/// between members, which costs little to put together again; a part that was seen before is shared from then on.
/// </summary>
internal sealed class DocumentPacker
{
    /// <summary>
    /// Bytes of a part, but for the last one. Of the national directory parts of 12 bytes leave 17.6 MB, of 32 bytes 18.1 MB in a third less
    /// parts to put together, of 48 bytes 23.6 MB.
    /// </summary>
    private const int LeastBytes = 32;

    /// <summary>What was seen, by its hash: the rank of a shared part, or <see cref="Once"/>. Two parts of one hash share nothing.</summary>
    private readonly Dictionary<ulong, int> _seen = [];

    private readonly List<byte> _packed = [];

    private const int Once = -1;

    /// <summary>What documents packed so far share.</summary>
    public SharedParts Parts { get; } = new();

    /// <summary>Packs one document as <see cref="DocumentBlock"/> says.</summary>
    /// <returns>Its bytes, until the next one is packed.</returns>
    public ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> document)
    {
        _packed.Clear();
        Varint.Write(_packed, document.Length);
        int own = 0;
        for (int start = 0; start < document.Length;)
        {
            ReadOnlySpan<byte> part = document.Slice(start, LengthOfPart(document[start..]));
            if (RankOf(part) is >= 0 and var rank)
            {
                AddOwn(document[own..start]);
                Varint.Write(_packed, rank << 1);
                own = start + part.Length;
            }

            start += part.Length;
        }

        AddOwn(document[own..]);
        return CollectionsMarshal.AsSpan(_packed);
    }

    private void AddOwn(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0)
        {
            Varint.Write(_packed, (bytes.Length << 1) | 1);
            CollectionsMarshal.SetCount(_packed, _packed.Count + bytes.Length);
            bytes.CopyTo(CollectionsMarshal.AsSpan(_packed)[^bytes.Length..]);
        }
    }

    /// <summary>
    /// How far it is to behind the next member that ends with a list, an object, null, true or false: texts and numbers mostly belong to one
    /// facility, and would make many small parts. A text that looks like such an end is cut there, too, which does no harm.
    /// </summary>
    private static int LengthOfPart(ReadOnlySpan<byte> document)
    {
        for (int at = 0; ;)
        {
            int comma = document[at..].IndexOf(",\""u8);
            if (comma < 0)
            {
                return document.Length;
            }

            at += comma + 1;
            if (at >= LeastBytes && document[at - 2] is (byte)']' or (byte)'}' or (byte)'l' or (byte)'e')
            {
                return at;
            }
        }
    }

    private int RankOf(ReadOnlySpan<byte> part)
    {
        ref int rank = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, XxHash3.HashToUInt64(part), out bool isKnown);
        if (!isKnown)
        {
            rank = Once;
            return Once;
        }

        if (rank == Once)
        {
            rank = Parts.Add(part);
        }

        return Parts[rank].SequenceEqual(part) ? rank : Once;
    }
}
