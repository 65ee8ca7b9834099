using Locator.Facilities;
using Locator.Indexing;
using Locator.Publishing;
using Locator.Publishing.Files;
using Locator.Tests.Versions;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Indexing;

public sealed class IndexedFileTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_version_is_read_as_it_would_be_derived_from_its_facts()
    {
        (FileVersionStorage storage, DirectoryManifest manifest) = await SampleAsync();
        IReadOnlyList<IndexedFacility> derived = FacilityIndexer.All(await storage.LoadAsync(manifest.Stamp.Id, Token), Vocabulary.Current);

        // Without the facts: what stands beside them is what is read.
        File.Move(FileOf(manifest, "facilities.ndjson.gz"), _data["kept"]);
        Same(derived, await storage.IndexedAsync(manifest, Vocabulary.Current, Token));
    }

    [Fact]
    public async Task A_file_that_is_missing_cut_off_or_garbled_anywhere_is_passed_over()
    {
        (FileVersionStorage storage, DirectoryManifest manifest) = await SampleAsync();
        IReadOnlyList<IndexedFacility> derived = FacilityIndexer.All(await storage.LoadAsync(manifest.Stamp.Id, Token), Vocabulary.Current);
        string file = FileOf(manifest, IndexedFile.NameFor(Vocabulary.Current.Hash));
        byte[] whole = await File.ReadAllBytesAsync(file, Token);
        Random random = new(11);
        for (int i = 0; i < 40; i++)
        {
            int at = random.Next(whole.Length);
            byte[] garbled = [.. whole];
            garbled[at] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(file, i % 2 == 0 ? whole[..at] : garbled, Token);
            Same(derived, await storage.IndexedAsync(manifest, Vocabulary.Current, Token));
        }

        File.Delete(file);
        Same(derived, await storage.IndexedAsync(manifest, Vocabulary.Current, Token));
    }

    [Fact]
    public async Task A_file_of_other_content_is_passed_over()
    {
        (FileVersionStorage storage, DirectoryManifest manifest) = await SampleAsync();
        IReadOnlyList<IndexedFacility> derived = FacilityIndexer.All(await storage.LoadAsync(manifest.Stamp.Id, Token), Vocabulary.Current);
        using (FileStream file = File.Create(FileOf(manifest, IndexedFile.NameFor(Vocabulary.Current.Hash))))
        {
            IndexedFile.Write(file, new string('0', 64), new IndexedFacilities(derived.Take(1).ToArray()), Token);
        }

        Same(derived, await storage.IndexedAsync(manifest, Vocabulary.Current, Token));
    }

    [Fact]
    public async Task Codes_that_the_vocabulary_does_not_know_come_back()
    {
        using MemoryStream file = new();
        IndexedFacility facility = (await Sample())[0];
        IndexedProgram odd = new("p", [.. facility.Programs[0].Tokens.Append("service:ZZ9").Order(StringComparer.Ordinal)]);
        IndexedFacility[] written = [facility with { Programs = [odd, facility.Programs[0]], Point = null, CountyFips = null }];
        IndexedFile.Write(file, "hash", new IndexedFacilities(written), Token);
        file.Position = 0;
        Same(written, IndexedFile.Read(file, "hash")!);
    }

    private static async Task<IReadOnlyList<IndexedFacility>> Sample() =>
        FacilityIndexer.All(await SampleDirectory.LoadAsync(Token), Vocabulary.Current);

    private string FileOf(DirectoryManifest manifest, string name) => Path.Combine(_data["versions"], manifest.Version, name);

    private async Task<(FileVersionStorage Storage, DirectoryManifest Manifest)> SampleAsync()
    {
        DirectoryVersion sample = await SampleDirectory.LoadAsync(Token);
        FileVersionStorage storage = new(_data.Path, TimeProvider.System);
        DirectoryDraft draft = new(DirectoryKind.Public, sample.Manifest.Sources, sample.Facilities, [], []);
        return (storage, (await new Publisher(storage, [], TimeProvider.System).PublishAsync(draft, Token)).Manifest);
    }

    private static void Same(IReadOnlyList<IndexedFacility> expected, IReadOnlyList<IndexedFacility> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach ((IndexedFacility one, IndexedFacility other) in expected.Zip(actual))
        {
            Assert.Equal(
                (one.Id, one.SortName, one.Point, one.LocationIsExact, one.State, one.CountyFips),
                (other.Id, other.SortName, other.Point, other.LocationIsExact, other.State, other.CountyFips));
            Assert.Equal(one.Words, other.Words);
            Assert.Equal(one.Programs.Select(program => program.Id), other.Programs.Select(program => program.Id));
            Assert.Equal(one.Programs.Select(program => string.Join(' ', program.Tokens)), other.Programs.Select(program => string.Join(' ', program.Tokens)));
            Assert.True(one.Document.ToBytes().SequenceEqual(other.Document.ToBytes()), one.Id);
        }
    }
}
