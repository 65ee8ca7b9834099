using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Locator.Facilities;
using Locator.Indexing;
using Locator.Publishing;
using Locator.Publishing.Files;
using Locator.Search.Embedded;
using Locator.Testing;
using Locator.Versions;

namespace Locator.Benchmarks;

/// <summary>From a directory file to a directory that can be searched, step by step, against only reading the file's bytes.</summary>
[SimpleJob(RunStrategy.Monitoring, iterationCount: 5, warmupCount: 1)]
public class ImportToAnswer
{
    private DirectoryDraft? _draft;
    private DirectoryVersion? _version;
    private IReadOnlyList<IndexedFacility> _indexed = [];
    private string _folder = "";

    [GlobalSetup]
    public void Prepare()
    {
        _draft = BenchmarkDirectory.Draft();
        _version = RealDirectory.VersionOf(_draft);
        _indexed = FacilityIndexer.All(_version, Vocabulary.Current);
    }

    [IterationSetup]
    public void NewFolder() => _folder = Directory.CreateTempSubdirectory("locator-bench-").FullName;

    [IterationCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Benchmark(Description = "read, clean, group, identify")]
    public DirectoryDraft Draft() => BenchmarkDirectory.Draft();

    [Benchmark(Description = "publish to the file store")]
    public Task<PublishOutcome> Publish() =>
        new Publisher(new FileVersionStorage(_folder, TimeProvider.System), [], TimeProvider.System).PublishAsync(_draft!, CancellationToken.None);

    [Benchmark(Description = "derive tokens and documents")]
    public IReadOnlyList<IndexedFacility> Derive() => FacilityIndexer.All(_version!, Vocabulary.Current);

    [Benchmark(Description = "build the embedded index")]
    public EmbeddedIndex Build() => new(_indexed);

    [Benchmark(Baseline = true, Description = "all: file to searchable")]
    public async Task<EmbeddedIndex> All()
    {
        FileVersionStorage storage = new(_folder, TimeProvider.System);
        PublishOutcome outcome = await new Publisher(storage, [], TimeProvider.System).PublishAsync(BenchmarkDirectory.Draft(), CancellationToken.None);
        DirectoryVersion version = await storage.LoadAsync(outcome.Manifest.Stamp.Id, CancellationToken.None);
        return new EmbeddedIndex(FacilityIndexer.All(version, Vocabulary.Current));
    }
}
