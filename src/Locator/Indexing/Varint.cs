namespace Locator.Indexing;

/// <summary>Whole numbers from 0 to 2³¹ − 1 in one to five bytes: seven bits a byte, the lowest first, the highest bit set in all but the last.</summary>
internal static class Varint
{
    /// <summary>Reads the number at a place, which moves behind it.</summary>
    public static int Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        int value = bytes[at++];
        if (value < 0x80)
        {
            return value;
        }

        value &= 0x7F;
        for (int shift = 7; ; shift += 7)
        {
            int next = bytes[at++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    /// <summary>Writes a number to the end of a list.</summary>
    public static void Write(List<byte> bytes, int value)
    {
        uint rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7)
        {
            bytes.Add((byte)(rest | 0x80));
        }

        bytes.Add((byte)rest);
    }
}
