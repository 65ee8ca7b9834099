using Locator.Versions;
using Xunit;

namespace Locator.Tests.Versions;

public sealed class SampleDirectoryTests
{
    [Fact]
    public async Task The_bundled_sample_is_whole_and_says_that_it_is_one()
    {
        DirectoryVersion sample = await SampleDirectory.LoadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(DirectoryKind.Sample, sample.Manifest.Kind);
        Assert.Equal(SampleDirectory.Version, sample.Manifest.Stamp.Id);
        Assert.NotEmpty(sample.Facilities);
    }

    [Fact]
    public async Task The_same_sample_gives_the_same_files()
    {
        using TemporaryFolder first = new();
        using TemporaryFolder second = new();
        DirectoryVersion sample = await SampleDirectory.LoadAsync(TestContext.Current.CancellationToken);
        await SampleDirectory.WriteAsync(first.Path, sample.Manifest.Sources, sample.Facilities, TestContext.Current.CancellationToken);
        await SampleDirectory.WriteAsync(
            second.Path, sample.Manifest.Sources, [.. sample.Facilities.Reverse()], TestContext.Current.CancellationToken);
        foreach (string name in (string[])["manifest.json", "facilities.ndjson.gz"])
        {
            Assert.Equal(File.ReadAllBytes(first[name]), File.ReadAllBytes(second[name]));
        }
    }
}
