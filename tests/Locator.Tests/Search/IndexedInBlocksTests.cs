using Locator.Facilities;
using Locator.Search;
using Locator.Testing;
using Xunit;

namespace Locator.Tests.Search;

public sealed class IndexedInBlocksTests
{
    [Fact]
    public void Indexing_in_blocks_gives_what_indexing_at_once_gives_in_any_order()
    {
        IndexedFacilities blocks = new(RealDirectory.National, Vocabulary.Current);
        Assert.Equal(RealDirectory.NationalIndexed.Count, blocks.Count);
        Assert.Equal(RealDirectory.NationalIndexed.Select(Shown), blocks.Select(Shown));
        foreach (int i in (int[])[5000, 0, 4095, 4096, blocks.Count - 1])
        {
            Assert.Equal(Shown(RealDirectory.NationalIndexed[i]), Shown(blocks[i]));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => blocks[blocks.Count]);

        static string Shown(IndexedFacility facility) => string.Join(
            ' ', facility.Id, Convert.ToHexString(facility.Document.Span), string.Join(',', facility.Programs.SelectMany(program => program.Tokens)));
    }
}
