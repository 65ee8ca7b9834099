using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Locator.Indexing;
using Xunit;

namespace Locator.Tests.Indexing;

public sealed class PackedDocumentsTests
{
    [Property(MaxTest = 200)]
    public Property Documents_of_any_bytes_come_out_as_they_went_in() => Prop.ForAll(
        Documents().ToArbitrary(),
        documents =>
        {
            FacilityDocument[] packed = Pack(documents);
            for (int i = 0; i < documents.Length; i++)
            {
                Assert.Equal(documents[i].Length, packed[i].Length);
                Assert.Equal(documents[i], packed[i].ToBytes());
                byte[] wider = new byte[documents[i].Length + 3];
                packed[i].CopyTo(wider);
                Assert.Equal(documents[i], wider[..^3]);
            }
        });

    [Fact]
    public void What_documents_have_in_common_is_kept_once()
    {
        byte[][] documents =
        [
            .. Enumerable.Range(0, 100).Select(i => Encoding.UTF8.GetBytes(
                $$"""{"name":"The place number {{i}}","crisis":[],"payment":["medicaid","private-insurance"],"unknown":["care:mental-health"],"telehealth":null,"row":{{i}}}""")),
        ];
        DocumentPacker packer = new();
        int[] lengths = [.. documents.Select(document => packer.Pack(document).Length)];

        // The first two say it themselves: the second one is where it is seen to be shared.
        Assert.True(lengths[0] > documents[0].Length);
        Assert.All(lengths[2..], length => Assert.InRange(length, 1, 80));
        Assert.Contains("\"payment\":[\"medicaid\",\"private-insurance\"],", Encoding.UTF8.GetString(packer.Parts.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_longer_than_a_block_is_kept_whole()
    {
        byte[] longer = new byte[3_000_000];
        new Random(5).NextBytes(longer);
        byte[] small = "{\"name\":\"x\"}"u8.ToArray();
        FacilityDocument[] packed = Pack([small, longer, small]);
        Assert.Equal(longer, packed[1].ToBytes());
        Assert.Equal(small, packed[2].ToBytes());
    }

    [Fact]
    public void A_document_has_no_place_in_less_room_than_it_takes()
    {
        FacilityDocument whole = "{\"name\":\"x\"}"u8.ToArray();
        Assert.Throws<ArgumentException>(() => whole.CopyTo(new byte[3]));
        FacilityDocument packed = Pack([whole.ToBytes()])[0];
        Assert.Throws<ArgumentException>(() => packed.CopyTo(new byte[3]));
    }

    [Fact]
    public void No_document_is_empty()
    {
        FacilityDocument none = default;
        none.CopyTo([]);
        Assert.Equal((0, 0), (none.Length, none.ToBytes().Length));
    }

    private static FacilityDocument[] Pack(byte[][] documents) =>
    [
        .. DocumentBlocks.Pack(
        [
            .. documents.Select((document, i) => new IndexedFacility
            {
                Id = $"f{i}", SortName = "", State = "GA", Words = [], Programs = [new IndexedProgram($"f{i}-su1", [])], Document = document,
            }),
        ]).Select(facility => facility.Document),
    ];

    /// <summary>Documents made of few different pieces, so that they share many, some of them what cutting looks for, in and out of place.</summary>
    private static Gen<byte[][]> Documents()
    {
        Gen<byte[]> piece = Gen.Frequency(
            (8, Gen.Elements(
                "\"payment\":[\"medicaid\"],", "\"unknown\":[],", "\"street2\":null,", "\"telehealth\":true,", "],\"", "},\"", ",\"", "e,\"", "{", "}", "é", "")
                .Select(Encoding.UTF8.GetBytes)),
            (1, Gen.Choose(0, 255).ListOf().Select(bytes => bytes.Select(value => (byte)value).ToArray())),
            (1, Gen.Choose(100, 20_000).Select(length => Encoding.UTF8.GetBytes(new string('x', length)))));
        return piece.ListOf().Select(pieces => pieces.SelectMany(bytes => bytes).ToArray()).ListOf().Select(documents => documents.ToArray());
    }
}
