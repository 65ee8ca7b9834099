using System.Buffers;
using System.Buffers.Text;

namespace Importer.Sources;

/// <summary>
/// JSON in UTF-8 whose strings hold what no reader of JSON takes, made readable, byte for byte as long as it was: half a
/// surrogate pair (<c>"\ud800"</c>) becomes <c>\ufffe</c>, a control character that is not escaped becomes U+007F, a line
/// break or tab a space. <see cref="SourceText"/> takes the first two out again, so that they are reported.
/// </summary>
/// <remarks>Half a character spoils one text; it must not spoil its row, or, as the name of a member, the whole file.</remarks>
internal sealed class MendedJson(Stream json) : ReadingStream
{
    /// <summary>A pair of escapes, such as <c>\ud83d\ude00</c>: the most that must be seen at once.</summary>
    private const int LongestEscape = 12;

    private static readonly SearchValues<byte> Ends = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, ' ').Select(value => (byte)value)]);

    private readonly byte[] _block = new byte[1 << 16];
    private int _start;
    private int _mended;
    private int _end;
    private bool _atEnd;
    private bool _inString;

    public override int Read(Span<byte> buffer)
    {
        if (_start == _mended && !_atEnd)
        {
            Refill();
        }

        int count = Math.Min(buffer.Length, _mended - _start);
        _block.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            json.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Refill()
    {
        int kept = _end - _mended;
        _block.AsSpan(_mended, kept).CopyTo(_block);
        _end = kept + json.ReadAtLeast(_block.AsSpan(kept), _block.Length - kept, throwOnEndOfStream: false);
        _atEnd = _end < _block.Length;
        _start = 0;
        _mended = Mend(_block.AsSpan(0, _end));
    }

    /// <summary>Mends and says how much: all but an escape whose end is not read yet.</summary>
    private int Mend(Span<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            int next = _inString ? bytes[at..].IndexOfAny(Ends) : bytes[at..].IndexOf((byte)'"');
            if (next < 0)
            {
                return bytes.Length;
            }

            at += next;
            switch (bytes[at])
            {
                case (byte)'"':
                    _inString = !_inString;
                    at++;
                    break;
                case (byte)'\\' when bytes.Length - at < LongestEscape && !_atEnd:
                    return at;
                case (byte)'\\':
                    at += MendEscape(bytes[at..]);
                    break;
                default:
                    bytes[at] = bytes[at] is (byte)'\t' or (byte)'\n' or (byte)'\r' ? (byte)' ' : (byte)0x7F;
                    at++;
                    break;
            }
        }

        return at;
    }

    /// <summary>Mends the escape that stands at the beginning and returns its length.</summary>
    private static int MendEscape(Span<byte> bytes)
    {
        if (UnitOf(bytes) is not { } unit)
        {
            return Math.Min(2, bytes.Length); // \n and the like; a wrong one is for the reader to refuse.
        }

        if (char.IsHighSurrogate(unit) && UnitOf(bytes[6..]) is { } second && char.IsLowSurrogate(second))
        {
            return LongestEscape;
        }

        if (char.IsSurrogate(unit))
        {
            "fffe"u8.CopyTo(bytes[2..]);
        }

        return 6;
    }

    /// <summary>The UTF-16 unit of an escape such as <c>\u00e9</c>; null where none stands.</summary>
    private static char? UnitOf(ReadOnlySpan<byte> bytes) =>
        bytes is [(byte)'\\', (byte)'u', _, _, _, _, ..]
        && Utf8Parser.TryParse(bytes.Slice(2, 4), out ushort unit, out int length, 'x') && length == 4
            ? (char)unit
            : null;
}
