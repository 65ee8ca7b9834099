using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Importer.Sources;

/// <summary>
/// What a gzip file holds: one member or several, one after the other, as <c>cat a.gz b.gz</c> and many tools write them
/// (RFC 1952, section 2.2). Zero bytes behind the last one are padding, as they are to gzip itself; anything else there, and
/// a file that is cut off, throws <see cref="InvalidDataException"/> at its end.
/// </summary>
/// <remarks>
/// <see cref="GZipStream"/> takes the end of a cut file for the end of the content and overlooks what stands behind a
/// member. So every member is held against its trailer here: the CRC-32 and the length, modulo 2³², of its content.
/// </remarks>
internal sealed class GzipContent : ReadingStream
{
    private const int TrailerLength = 8;

    private readonly SafeFileHandle _file;
    private readonly Crc32 _crc = new();
    private readonly MemberBytes _bytes;
    private GZipStream _member;
    private uint _length;
    private bool _isAtEnd;

    /// <summary>Opens the file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public GzipContent(string path)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
        _bytes = new MemberBytes(this);
        _member = new GZipStream(_bytes, CompressionMode.Decompress, leaveOpen: true);
    }

    public override int Read(Span<byte> buffer)
    {
        while (!_isAtEnd && !buffer.IsEmpty)
        {
            int count = _member.Read(buffer);
            if (count > 0)
            {
                _crc.Append(buffer[..count]);
                _length = unchecked(_length + (uint)count);
                return count;
            }

            if (_bytes.NextMember())
            {
                _member.Dispose();
                _member = new GZipStream(_bytes, CompressionMode.Decompress, leaveOpen: true);
                _crc.Reset();
                _length = 0;
            }
            else
            {
                _isAtEnd = EndsWithTrailer()
                    ? true
                    : throw new InvalidDataException("the content does not fit the gzip trailer at the end, so the file is cut off or damaged.");
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _member.Dispose();
            _bytes.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Whether what stands before that place in the file is the trailer of the content read since the member's beginning.</summary>
    private bool IsTrailerBefore(long offset)
    {
        Span<byte> trailer = stackalloc byte[TrailerLength];
        return offset >= TrailerLength
            && RandomAccess.Read(_file, trailer, offset - TrailerLength) == TrailerLength
            && BinaryPrimitives.ReadUInt32LittleEndian(trailer) == _crc.GetCurrentHashAsUInt32()
            && BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) == _length;
    }

    /// <summary>Whether the file ends with the trailer, or with it and zeros. (The trailer may itself end with zeros.)</summary>
    private bool EndsWithTrailer()
    {
        long length = RandomAccess.GetLength(_file), end = EndOfNonZeros(length);
        if (_bytes.Offset < end)
        {
            return false; // The member ended, and something else than another one follows.
        }

        for (long offset = end; offset <= Math.Min(length, end + TrailerLength); offset++)
        {
            if (IsTrailerBefore(offset))
            {
                return true;
            }
        }

        return false;
    }

    private long EndOfNonZeros(long end)
    {
        byte[] block = new byte[1 << 12];
        while (end > 0)
        {
            long start = Math.Max(0, end - block.Length);
            int count = RandomAccess.Read(_file, block.AsSpan(0, (int)(end - start)), start);
            int last = block.AsSpan(0, count).LastIndexOfAnyExcept((byte)0);
            if (last >= 0)
            {
                return start + last + 1;
            }

            end = start;
        }

        return 0;
    }

    /// <summary>
    /// The file's bytes up to the end of a member. Where one may end (what follows looks like the header of another) the
    /// bytes are handed out up to there and no further; when more are asked for, all content before that place has been read,
    /// and the trailer tells whether the member ends there.
    /// </summary>
    private sealed class MemberBytes(GzipContent content) : ReadingStream
    {
        private readonly byte[] _block = new byte[1 << 16];
        private int _start;
        private int _end;
        private long _offsetOfEnd;
        private bool _isAtStart = true;
        private bool _isAtEndOfMember;

        /// <summary>The beginning of every member: magic number and the only method there is, deflate.</summary>
        private static ReadOnlySpan<byte> Header => [0x1F, 0x8B, 0x08];

        /// <summary>How far the file's bytes were handed out.</summary>
        public long Offset => _offsetOfEnd - (_end - _start);

        /// <summary>Goes on behind the member that ended; false where none did.</summary>
        public bool NextMember()
        {
            _isAtStart = _isAtEndOfMember;
            _isAtEndOfMember = false;
            return _isAtStart;
        }

        public override int Read(Span<byte> buffer)
        {
            bool isWhole = Refill();
            ReadOnlySpan<byte> ahead = _block.AsSpan(_start.._end);
            if (!_isAtStart && ahead.StartsWith(Header) && content.IsTrailerBefore(Offset))
            {
                _isAtEndOfMember = true;
                return 0;
            }

            int next = ahead.IsEmpty ? -1 : ahead[1..].IndexOf(Header);
            int count = next >= 0 ? next + 1 : isWhole ? ahead.Length : ahead.Length - (Header.Length - 1);
            count = Math.Min(count, buffer.Length);
            ahead[..count].CopyTo(buffer);
            _start += count;
            _isAtStart &= count == 0;
            return count;
        }

        /// <summary>Reads on where a header might be seen in part only; true at the end of the file.</summary>
        private bool Refill()
        {
            while (_end - _start < Header.Length)
            {
                _block.AsSpan(_start.._end).CopyTo(_block);
                (_start, _end) = (0, _end - _start);
                int count = RandomAccess.Read(content._file, _block.AsSpan(_end), _offsetOfEnd);
                if (count == 0)
                {
                    return true;
                }

                _end += count;
                _offsetOfEnd += count;
            }

            return false;
        }
    }
}
