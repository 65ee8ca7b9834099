using Locator.Versions;
using Xunit;

namespace Locator.Tests.Versions;

public sealed class VersionIdTests
{
    [Theory]
    [InlineData("2026-11-20.1")]
    [InlineData("2026-02-28.123456789")]
    public void An_id_reads_back_as_it_is_written(string text) => Assert.Equal(text, VersionId.Parse(text).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("2026-11-20")]
    [InlineData("2026-11-20.")]
    [InlineData("2026-11-20.0")]
    [InlineData("2026-11-20.01")]
    [InlineData("2026-11-20.1/..")]
    [InlineData("2026-11-20.1\n")]
    [InlineData(" 2026-11-20.1")]
    [InlineData("2026-02-30.1")]
    [InlineData("2026-11-20.9999999999")]
    [InlineData("٢٠٢٦-11-20.1")]
    public void Nothing_else_names_a_folder(string? text) => Assert.False(VersionId.TryParse(text, out _));

    [Fact]
    public void The_tenth_of_a_day_comes_after_the_ninth()
    {
        Assert.True(VersionId.Parse("2026-11-20.10") > VersionId.Parse("2026-11-20.9"));
        Assert.True(VersionId.Parse("2026-11-21.1") > VersionId.Parse("2026-11-20.10"));
    }

    [Theory]
    [InlineData(null, "2026-11-20.1")]
    [InlineData("2026-11-19.7", "2026-11-20.1")]
    [InlineData("2026-11-20.9", "2026-11-20.10")]
    [InlineData("2027-01-01.3", "2027-01-01.4")]
    public void The_next_id_is_always_greater_even_when_the_clock_goes_back(string? last, string next) =>
        Assert.Equal(next, VersionId.After(last is null ? null : VersionId.Parse(last), new DateOnly(2026, 11, 20)).ToString());
}
