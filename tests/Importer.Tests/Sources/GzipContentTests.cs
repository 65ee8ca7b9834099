using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Importer.Sources;
using Xunit;

namespace Importer.Tests.Sources;

/// <summary>Files packed with gzip, in one piece or in several, whole or not.</summary>
public sealed class GzipContentTests : IDisposable
{
    private const string Header = "name1,name2,street1,street2,city,state,zip,phone,service_code_info\n";

    private readonly SourceFiles files = new();

    public void Dispose() => files.Dispose();

    private static string[] Rows { get; } =
        [.. Enumerable.Range(1, 40).Select(i => FormattableString.Invariant($"Sample {i},,{i * 7919 % 104729} Elm St,,Rome,GA,30161,,SA\n"))];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(41)]
    public void A_file_of_several_members_is_read_to_its_end(int members)
    {
        // Cut wherever it happens to be: a row may begin in one member and end in the next.
        byte[] text = Encoding.UTF8.GetBytes(Header + string.Concat(Rows));
        byte[] packed = [.. text.Chunk((text.Length / members) + 1).SelectMany(SourceFiles.Gzip)];
        Assert.Equal(Rows.Length, SourceFiles.Rows(SourceFiles.Open(files.Write(packed))).Length);
    }

    [Fact]
    public void Empty_members_hold_nothing_and_end_nothing()
    {
        byte[] empty = SourceFiles.Gzip([]), one = Packed(Header + Rows[0]), two = Packed(Rows[1]);
        Assert.Equal(2, SourceFiles.Rows(SourceFiles.Open(files.Write([.. empty, .. one, .. empty, .. empty, .. two, .. empty]))).Length);
        Assert.Contains("is empty", SourceFiles.RefusalOf(files.Write([.. empty, .. empty])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_several_members_is_refused_wherever_it_is_cut()
    {
        byte[] first = Packed(Header + Rows[0]), whole = [.. first, .. Packed(Rows[1]), .. Packed(Rows[2])];
        int second = first.Length, third = second + Packed(Rows[1]).Length;
        for (int length = 2; length < whole.Length; length++)
        {
            // Cut between two members it is a whole file of fewer of them: nobody can tell.
            if (length == second || length == third)
            {
                Assert.Equal(length == second ? 1 : 2, SourceFiles.Rows(SourceFiles.Open(files.Write(whole[..length]))).Length);
            }
            else
            {
                SourceFiles.RefusalOf(files.Write(whole[..length]));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(512)]
    [InlineData(100_000)]
    public void Zeros_behind_the_last_member_are_padding_but_not_behind_a_cut_one(int zeros)
    {
        byte[] whole = [.. Packed(Header + Rows[0]), .. Packed(Rows[1])];
        Assert.Equal(2, SourceFiles.Rows(SourceFiles.Open(files.Write([.. whole, .. new byte[zeros]]))).Length);
        SourceFiles.RefusalOf(files.Write([.. whole[..^9], .. new byte[zeros]]));
        SourceFiles.RefusalOf(files.Write([.. whole, .. new byte[zeros], 1]));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\u001f\u008b")]
    [InlineData("\u001f\u008b\u0008")]
    [InlineData("<html>404</html>")]
    public void Anything_else_behind_the_last_member_is_refused(string garbage)
    {
        byte[] whole = Packed(Header + Rows[0]), behind = Encoding.Latin1.GetBytes(garbage);
        string sentence = SourceFiles.RefusalOf(files.Write([.. whole, .. behind]));
        Assert.Contains("cut off or damaged", sentence, StringComparison.Ordinal);
        SourceFiles.RefusalOf(files.Write([.. whole, .. behind, .. whole]));
    }

    [Fact]
    public void A_member_that_was_changed_is_refused()
    {
        byte[] first = Packed(Header + Rows[0]), whole = [.. first, .. Packed(Rows[1])];
        for (int at = first.Length - 8; at < first.Length + 3; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 1;
            SourceFiles.RefusalOf(files.Write(changed));
        }
    }

    [Property(MaxTest = 50)]
    public Property Content_that_looks_like_packed_content_is_none() => Prop.ForAll(
        Gen.Choose(0, 1).ArrayOf(5).ToArbitrary(), Gen.Choose(0, 200_000).ToArbitrary(), (kinds, filler) =>
        {
            // Stored, not packed, so that headers and trailers of other files stand in the bytes.
            byte[] content = [.. kinds.SelectMany(kind => kind == 0 ? SourceFiles.Gzip([1, 2, 3]) : new byte[filler])];
            byte[] packed = [.. Gzip(content, CompressionLevel.NoCompression), .. Gzip(content, CompressionLevel.NoCompression)];
            using GzipContent stream = new(files.Write(packed));
            using MemoryStream read = new();
            stream.CopyTo(read);
            Assert.Equal([.. content, .. content], read.ToArray());
        });

    private static byte[] Packed(string text) => SourceFiles.Gzip(Encoding.UTF8.GetBytes(text));

    private static byte[] Gzip(byte[] content, CompressionLevel level)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, level))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
