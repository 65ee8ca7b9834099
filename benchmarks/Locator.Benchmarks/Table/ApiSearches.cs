using System.Text.Json;
using Locator.Facilities;
using Locator.Indexing;
using Locator.Search.Embedded;
using Locator.Testing;
using Locator.Versions;
using Xunit;
using static System.FormattableString;

namespace Locator.Benchmarks.Table;

/// <summary>
/// The mixed searches over HTTP: LocatorApi on the embedded engine against Kestrel that gives the very same bytes from memory.
/// wrk asks both in turn; each round has its own ratio, and the table the median of them.
/// </summary>
internal static class ApiSearches
{
    private const int Clients = 32;
    private const double RateGoal = 0.6, CompressedGoal = 0.6, TailGoal = 3, OwnMicrosecondsGoal = 30;

    private static readonly string[] Compressed = ["Accept-Encoding", "br"];

    /// <summary>Measures; skips where there is no wrk.</summary>
    public static async Task<IReadOnlyList<TableRow>> MeasureAsync(TableOptions options)
    {
        await WrkRun.SkipWithoutAsync();
        using ImportedStore store = await ImportedStore.CreateAsync();
        DirectoryVersion version = RealDirectory.VersionOf(BenchmarkDirectory.Draft());
        IReadOnlyList<MixedSearch> searches = MixedSearches.Of(version.Facilities);
        await using ServerProcess api = await ApiProcess.StartEmbeddedAsync(store.Folder);
        RecordedAnswer[] answers = await RecordAsync(api, searches, version);

        string paths = Path.Combine(store.Folder, "searches.txt"), recorded = Path.Combine(store.Folder, "answers.ndjson");
        await File.WriteAllLinesAsync(paths, searches.Select(search => search.Path));
        await RecordedAnswer.WriteAsync(recorded, answers);
        await using ServerProcess reference = await StaticServer.StartAsync(recorded, answers[0].Path);
        Assert.Equal(answers[^1].Body, (await RecordedAnswer.AskAsync(reference.Http, answers[^1].Path)).Body);

        Load ours = new(api, paths, []), bare = new(reference, paths, []), small = new(api, paths, Compressed);
        foreach (Load load in (Load[])[ours, bare, small])
        {
            await load.WarmUpAsync(options.Seconds(10, 3));
        }

        for (int round = 0; round < options.Times(5, 2); round++)
        {
            // Another one begins each time.
            foreach (Load load in (Load[])(round % 2 == 0 ? [ours, bare, small] : [small, bare, ours]))
            {
                await load.MeasureAsync(options.Seconds(6, 2));
            }
        }

        WrkRun alone = await WrkRun.AskAsync(api.Http.BaseAddress!, paths, 1, options.Seconds(10, 3));
        double bytes = answers.Average(answer => answer.Body.Length), smallBytes = 0;
        foreach (MixedSearch search in searches)
        {
            smallBytes += (await RecordedAnswer.AskAsync(api.Http, search.Path, Compressed[1])).Body.Length / (double)searches.Count;
        }

        double rate = ours.RatioTo(bare), compressed = small.RatioTo(ours), own = ours.Microseconds - bare.Microseconds, tail = alone.P99 / alone.Median;
        return
        [
            new(
                Invariant($"API, wrk -c{Clients}, against Kestrel with the same bytes ({bytes / 1000:0.0} kB)"), Invariant($"{ours.Rate:#,0} against {bare.Rate:#,0} requests/s"),
                Invariant($"{rate:0.00}"), Invariant($"≥ {RateGoal}"), rate >= RateGoal),
            new(
                "processor time of a request, API and Kestrel", Invariant($"{ours.Microseconds:0} and {bare.Microseconds:0} µs"), Invariant($"{ours.Microseconds / bare.Microseconds:0.0}"),
                Invariant($"≤ Kestrel's + {OwnMicrosecondsGoal} µs"), own <= OwnMicrosecondsGoal),
            new(
                "API, one client: p99 / median", Invariant($"{alone.P99.TotalMilliseconds:0.00} / {alone.Median.TotalMilliseconds:0.00} ms"), Invariant($"{tail:0.0}"),
                Invariant($"≤ {TailGoal}"), tail <= TailGoal),
            new(
                Invariant($"API, Accept-Encoding: br ({smallBytes / 1000:0.0} kB), against uncompressed"), Invariant($"{small.Rate:#,0} requests/s, {small.Microseconds:0} µs each"),
                Invariant($"{compressed:0.00}"), Invariant($"≥ {CompressedGoal}"), compressed >= CompressedGoal),
        ];
    }

    /// <summary>What the API answers; and it finds as many as the engine does that is asked for the same search.</summary>
    private static async Task<RecordedAnswer[]> RecordAsync(ServerProcess api, IReadOnlyList<MixedSearch> searches, DirectoryVersion version)
    {
        EmbeddedIndex index = new(FacilityIndexer.All(version, Vocabulary.Current));
        List<RecordedAnswer> answers = [];
        foreach (MixedSearch search in searches)
        {
            RecordedAnswer answer = await RecordedAnswer.AskAsync(api.Http, search.Path);
            using JsonDocument page = JsonDocument.Parse(answer.Body);
            Assert.Equal(index.Search(search.Query).Total, page.RootElement.GetProperty("total").GetInt32());
            answers.Add(answer);
        }

        return [.. answers];
    }

    /// <summary>A server that is asked the searches as fast as it answers, round after round.</summary>
    private sealed class Load(ServerProcess server, string paths, string[] headers)
    {
        private readonly List<double> _rates = [];
        private readonly List<double> _microseconds = [];

        /// <summary>Requests a second, median of the rounds.</summary>
        public double Rate => new Spread(_rates).Median;

        /// <summary>Processor time of a request, median of the rounds.</summary>
        public double Microseconds => new Spread(_microseconds).Median;

        /// <summary>Asks without keeping what it saw.</summary>
        public Task<WrkRun> WarmUpAsync(TimeSpan time) => AskAsync(time);

        public async Task MeasureAsync(TimeSpan time)
        {
            TimeSpan before = server.ProcessorTime;
            WrkRun run = await AskAsync(time);
            _rates.Add(run.Rate);
            _microseconds.Add((server.ProcessorTime - before).TotalMicroseconds / run.Requests);
        }

        /// <summary>The median of the rounds' ratios.</summary>
        public double RatioTo(Load other) => new Spread(_rates.Zip(other._rates, (rate, bare) => rate / bare)).Median;

        private Task<WrkRun> AskAsync(TimeSpan time) => WrkRun.AskAsync(server.Http.BaseAddress!, paths, Clients, time, headers);
    }
}
