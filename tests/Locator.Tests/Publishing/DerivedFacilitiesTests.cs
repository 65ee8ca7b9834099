using Locator.Facilities;
using Locator.Indexing;
using Locator.Publishing;
using Locator.Publishing.Files;
using Locator.Tests.Versions;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Publishing;

/// <summary>What fills an index from a store of files: what the import derived, as long as it is whole.</summary>
public sealed class DerivedFacilitiesTests : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly RecordingIndex _index = new("elasticsearch");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task An_index_is_filled_with_what_the_import_derived_and_where_that_is_damaged_from_the_facts()
    {
        DirectoryManifest manifest = (await PublisherWith().PublishAsync(Drafts.Of("a", "b"), Token)).Manifest;
        string file = _data[$"versions/{manifest.Version}/{IndexedFile.NameFor(Vocabulary.Current.Hash)}"];
        await FillAsync(manifest);
        Assert.Equal(["a", "b"], _index.Facilities.Select(facility => facility.Id));
        IndexedFacility[] derived = [.. _index.Facilities];

        // Nobody would write this; it tells where a facility comes from.
        await WriteAsync(file, manifest.ContentSha256, [derived[0] with { SortName = "as the import derived it" }, derived[1]]);
        await FillAsync(manifest);
        Assert.Equal(["as the import derived it", derived[1].SortName], _index.Facilities.Select(facility => facility.SortName));

        await WriteAsync(file, "of another content", derived);
        await FillAsync(manifest);
        Assert.Equal(derived.Select(facility => facility.SortName), _index.Facilities.Select(facility => facility.SortName));

        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file, Token))[..^9], Token);
        await FillAsync(manifest);
        Assert.Equal(derived.Select(facility => facility.SortName), _index.Facilities.Select(facility => facility.SortName));

        File.Delete(file);
        await FillAsync(manifest);
        Assert.Equal(derived.Select(facility => facility.Document.ToBytes()), _index.Facilities.Select(facility => facility.Document.ToBytes()));
    }

    private Publisher PublisherWith(params IVersionIndex[] indexes) =>
        new(new FileVersionStorage(_data.Path, TimeProvider.System), indexes, TimeProvider.System);

    private Task<DirectoryManifest> FillAsync(DirectoryManifest manifest) => PublisherWith(_index).MakeCurrentAsync(manifest.Stamp.Id, Token);

    private static async Task WriteAsync(string path, string contentSha256, IReadOnlyList<IndexedFacility> facilities)
    {
        await using FileStream file = File.Create(path);
        IndexedFile.Write(file, contentSha256, new IndexedFacilities(facilities), Token);
    }
}
