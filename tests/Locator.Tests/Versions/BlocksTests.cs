using Locator.Versions;
using Xunit;

namespace Locator.Tests.Versions;

public sealed class BlocksTests
{
    private const int Size = Blocks<int>.Size;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Size)]
    [InlineData(Size + 1)]
    [InlineData((3 * Size) - 1)]
    public void All_come_in_their_order_however_often_they_are_read(int count)
    {
        foreach (int kept in (int[])[0, 1, 16])
        {
            Blocks<int> blocks = new(count, i => i, kept);
            for (int time = 0; time < 2; time++)
            {
                int[][] read = [.. blocks.All(Token)];
                Assert.Equal(Enumerable.Range(0, count), read.SelectMany(block => block));
                Assert.All(read, block => Assert.InRange(block.Length, 1, Size));
            }
        }
    }

    [Fact]
    public void Only_what_is_kept_is_made_once()
    {
        int made = 0;
        Blocks<int> blocks = new(3 * Size, _ => Interlocked.Increment(ref made), keptBlocks: 2);
        _ = blocks.All(Token).Count();
        _ = blocks.All(Token).Count();
        Assert.Equal(4 * Size, made);
    }

    [Fact]
    public void What_cannot_be_made_ends_the_reading()
    {
        Blocks<int> blocks = new(2 * Size, i => i == Size + 5 ? throw new InvalidOperationException("six") : i);
        AggregateException failure = Assert.Throws<AggregateException>(() => blocks.All(Token).Count());
        Assert.Equal("six", Assert.Single(failure.Flatten().InnerExceptions).Message);
    }

    [Fact]
    public void Reading_stops_between_blocks_when_it_is_told_to()
    {
        using CancellationTokenSource stop = new();
        Blocks<int> blocks = new(3 * Size, i => i);
        using IEnumerator<int[]> reading = blocks.All(stop.Token).GetEnumerator();
        Assert.True(reading.MoveNext());
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => reading.MoveNext());
    }
}
