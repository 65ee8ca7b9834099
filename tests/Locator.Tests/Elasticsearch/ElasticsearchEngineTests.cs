using System.Text;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Testing;
using Locator.Text;
using Locator.Versions;
using Xunit;

[assembly: AssemblyFixture(typeof(ElasticsearchTestServer))]
[assembly: AssemblyFixture(typeof(OpenSearchTestServer))]

namespace Locator.Tests.Elasticsearch;

/// <summary>The contract on a real Elasticsearch.</summary>
public sealed class ElasticsearchEngineTests(ElasticsearchTestServer server) : OnSearchServer(server);

/// <summary>The contract on a real OpenSearch.</summary>
public sealed class OpenSearchEngineTests(OpenSearchTestServer server) : OnSearchServer(server);

/// <summary>The contract, each directory published under an alias of its own.</summary>
public abstract class OnSearchServer(SearchServer server) : SearchEngineContract, IAsyncDisposable
{
    private static readonly VersionStamp Version = PublishedDirectories.Stamp("2026-01-02.1");

    private readonly PublishedDirectories _directories = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected override int RandomDirectories => TestCounts.Of(reduced: 10, full: 25);

    protected override Task<ISearchEngine> HoldingAsync(VersionStamp version, IReadOnlyList<IndexedFacility> facilities) =>
        _directories.HoldingAsync(version, facilities);

    /// <summary>
    /// Points mirrored at the origin's meridian are equally far, but every formula rounds them apart in its own way, so
    /// the server's order among them is not ours.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public async Task Pages_neither_skip_nor_repeat_among_facilities_at_nearly_the_same_distance(int facilitiesAtEachPoint)
    {
        const double step = 360 / 4294967296.0;
        GeoPoint origin = AFacility.Atlanta;
        IndexedFacility[] facilities =
        [
            .. Enumerable.Range(0, 40 * facilitiesAtEachPoint).Select(i =>
                AFacility.With($"f{i * 7919 % 10_007:d5}", ["x:y"]).At(origin with
                {
                    Longitude = origin.Longitude + (step * ((i / 2 % 20) + 1) * 60_000 * (i % 2 == 0 ? 1 : -1)),
                })),
        ];
        ISearchEngine engine = await HoldingAsync(Version, facilities);
        EmbeddedIndex embedded = new(facilities);
        SearchQuery query = new() { Origin = origin, Limit = 7 };
        List<string> paged = [];
        bool more = true;
        while (more)
        {
            SearchAnswer page = (await engine.SearchAsync(Version, [query], Token))[0];
            SearchAssert.Equal(embedded.Search(query), page, $"page after {paged.Count}");
            paged.AddRange(page.Hits.Select(hit => hit.Id));
            query = query with { After = page.Hits[^1].Position };
            more = page.HasMore;
        }

        Assert.Equal(facilities.Length, paged.Distinct().Count());
    }

    /// <summary>All limits at once, so that none of them is only reached where others are not.</summary>
    [Fact]
    public async Task A_facility_at_every_limit_is_indexed_and_found()
    {
        string name = new('n', IndexLimits.SortNameBytes), word = new('w', IndexLimits.WordBytes);
        IndexedFacility largest = AFacility.With(
            "largest", [.. Enumerable.Range(0, IndexLimits.Programs).Select(i => (string[])["x:y", $"level:{i}", $"service:C{i}"])]) with
        {
            SortName = name,
            Words = [name, word],
            Document = Encoding.UTF8.GetBytes($$"""{"name":"x{{new string('é', (IndexLimits.DocumentBytes - 12) / 2)}}"}"""),
        };
        Assert.Equal(IndexLimits.DocumentBytes, largest.Document.Length);
        ISearchEngine engine = await HoldingAsync(Version, [AFacility.With("other", ["x:y"]), largest]);

        // Its last program, its last word to the last letter, its place among names.
        SearchQuery query = new()
        {
            Words = [name, word],
            Filters = [new TokenFilter("level", [$"level:{IndexLimits.Programs - 1}"])],
            Facets = [new FacetRequest("level", ["level:0", $"level:{IndexLimits.Programs - 1}"])],
        };
        SearchAnswer answer = (await engine.SearchAsync(Version, [query], Token))[0];
        SearchAssert.Equal(new ReferenceEngine([largest]).Search(query), answer, "the largest facility");
        SearchHit hit = Assert.Single(answer.Hits);
        Assert.Equal(IndexLimits.Programs, hit.Matched.Count);
        Assert.Equal(Knowledge.Yes, hit.Matched[^1].Match);
        Assert.Empty((await engine.SearchAsync(Version, [query with { Words = [name[1..], word] }], Token))[0].Hits);
        SearchQuery behind = new() { State = "GA", After = new ResultPosition(null, name, "l") };
        Assert.Equal(["largest", "other"], (await engine.SearchAsync(Version, [behind], Token))[0].Hits.Select(found => found.Id));

        FacilityRecord record = Assert.Single(await engine.FacilitiesAsync(Version, ["largest"], Token));
        Assert.True(record.Document.ToBytes().SequenceEqual(largest.Document.ToBytes()));
        Assert.Equal(
            largest.Programs.Select((program, i) => (program.Id, $"C{i}")), record.Programs.Select(program => (program.ProgramId, program.Codes[0])));
    }

    [Fact]
    public async Task Filters_hold_together_in_one_program_of_a_site_of_a_thousand()
    {
        IndexedFacility site = AFacility.With("site", [.. Enumerable.Range(0, 1_000).Select(i => (string[])[$"level:{i}", $"payment:{i}", $"?age:{i}"])]);
        IndexedFacility[] facilities = [AFacility.With("one", ["level:7", "payment:7"]), site];
        ISearchEngine engine = await HoldingAsync(Version, facilities);
        SearchQuery[] queries =
        [
            .. from level in new[] { 0, 7, 999 }
               from payment in new[] { 7, 999 }
               from allowed in new[] { false, true }
               select new SearchQuery
               {
                   Origin = AFacility.Atlanta,
                   Filters =
                   [
                       new TokenFilter("level", [$"level:{level}"]), new TokenFilter("payment", [$"payment:{payment}"]),
                       new TokenFilter("age", [$"age:{payment}"], AllowUnknown: allowed),
                   ],
                   Facets = [new FacetRequest("level", ["level:0", "level:7", "level:999"])],
               },
        ];
        IReadOnlyList<SearchAnswer> answers = await engine.SearchAsync(Version, queries, Token);
        ReferenceEngine reference = new(facilities);
        foreach ((SearchQuery query, SearchAnswer answer) in queries.Zip(answers))
        {
            SearchAssert.Equal(reference.Search(query), answer, query.ToString());
        }

        Assert.Contains(answers, answer => answer.Total == 0 && answer.UnknownHidden == 0);
        Assert.Contains(answers, answer => answer.Total == 0 && answer.UnknownHidden == 1);
        Assert.Contains(answers, answer => answer.Total == 1);
    }

    /// <summary>
    /// A hundred characters become 1,800 bytes where each stands for a word of six letters; both servers refuse to look for the
    /// beginnings of words by more than a thousand.
    /// </summary>
    [Fact]
    public async Task A_word_longer_than_any_that_is_indexed_finds_nothing()
    {
        string[] words = [.. FoldedText.Words(new string('㌖', 100))];
        Assert.True(Encoding.UTF8.GetByteCount(Assert.Single(words)) > IndexLimits.WordBytes);
        ISearchEngine engine = await HoldingAsync(Version, [AFacility.With("a", ["x:y"])]);
        foreach (string[] asked in new[] { words, ["a", .. words], [.. words, "a"], [new string('w', IndexLimits.WordBytes)] })
        {
            Assert.Equal(0, (await engine.SearchAsync(Version, [new SearchQuery { Words = asked }], Token))[0].Total);
        }
    }

    [Fact]
    public async Task A_hundred_facilities_are_given_by_their_ids_with_the_bytes_that_searches_give()
    {
        IndexedFacility[] facilities =
        [
            .. Enumerable.Range(0, 150).Select(i => AFacility.With($"f{i:d3}", ["x:y", "service:OP"]) with
            {
                Document = Encoding.UTF8.GetBytes($$"""{"name":"Café \"{{i}}\" \u003c","n":1.50}"""),
            }),
        ];
        ISearchEngine engine = await HoldingAsync(Version, facilities);
        string[] asked = [.. facilities[50..].Select(facility => facility.Id)];
        IReadOnlyList<FacilityRecord> records = await engine.FacilitiesAsync(Version, asked, Token);
        IReadOnlyList<SearchHit> hits = (await engine.SearchAsync(Version, [new SearchQuery { Limit = 100, After = new(null, "f049", "f049") }], Token))[0].Hits;
        Assert.Equal(asked, hits.Select(hit => hit.Id));
        Assert.Equal(asked, records.Select(record => record.Id).Order(StringComparer.Ordinal));
        foreach ((SearchHit hit, FacilityRecord record) in hits.Zip(records.OrderBy(record => record.Id, StringComparer.Ordinal)))
        {
            Assert.True(hit.Document.ToBytes().SequenceEqual(record.Document.ToBytes()), hit.Id);
        }
    }

    /// <summary>Any text may be asked for: what no id can be is not found, and nothing throws.</summary>
    [Fact]
    public async Task Texts_that_no_id_can_be_are_not_found()
    {
        ISearchEngine engine = await HoldingAsync(Version, [AFacility.With("a", ["x:y"]), AFacility.With("\ufffd", ["x:y"])]);
        string[] texts = ["a", "a", "", " a", "A", "*", "?", "\0", "\ud800", "\ufffe", "🏥", new string('a', 512), new string('a', 100_000)];
        Assert.Equal(["a"], (await engine.FacilitiesAsync(Version, texts, Token)).Select(facility => facility.Id));
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _directories.DisposeAsync();
    }
}
