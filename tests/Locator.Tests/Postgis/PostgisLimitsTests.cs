using System.Text;
using Locator.Facilities;
using Locator.Indexing;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Search;
using Locator.Testing;
using Locator.Tests.Versions;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Postgis;

/// <summary>What <see cref="DraftCheck"/> lets pass can be indexed and found in PostGIS, whose rows of a b-tree end near 2.7 kB.</summary>
public sealed class PostgisLimitsTests(PostgisDatabase database) : IClassFixture<PostgisDatabase>
{
    private static readonly VersionStamp Stamp = new(VersionId.Parse("2026-01-02.1"), "content");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Facilities_at_every_limit_are_indexed_and_found()
    {
        // Random letters, which no compression makes shorter than the limit of a row.
        IndexedFacility[] facilities =
        [
            .. Enumerable.Range(0, 3).Select(i => AFacility.With(new string((char)('a' + i), 16), [.. Enumerable.Repeat<string[]>(["service:A", "x:y"], IndexLimits.Programs)]) with
            {
                SortName = Letters(i, IndexLimits.SortNameBytes),
                Words = [Letters(100 + i, IndexLimits.WordBytes)],
                Document = Enumerable.Range(0, IndexLimits.DocumentBytes).Select(n => (byte)(n * 31 % 251)).ToArray(),
            }),
        ];
        Assert.Null(DraftCheck.Problem(new IndexedFacilities(facilities), Token));
        ISearchEngine engine = await PostgisDirectory.HoldingAsync(database, Stamp, facilities);
        foreach (IndexedFacility facility in facilities)
        {
            IReadOnlyList<SearchAnswer> answers = await engine.SearchAsync(
                Stamp,
                [
                    new SearchQuery { Words = [facility.Words[0]] },
                    new SearchQuery { Words = [facility.Words[0][..3]] },
                    new SearchQuery { Words = [facility.Words[0], facility.Words[0]] },
                ],
                Token);
            Assert.All(answers, answer => Assert.Equal(facility.Id, Assert.Single(answer.Hits).Id));
            Assert.Equal(IndexLimits.Programs, answers[0].Hits[0].Matched.Count);
            FacilityRecord found = Assert.Single(await engine.FacilitiesAsync(Stamp, [facility.Id], Token));
            Assert.Equal(facility.Document.ToBytes(), found.Document.ToBytes());
            Assert.Equal((IndexLimits.Programs, $"{facility.Id}-{IndexLimits.Programs}"), (found.Programs.Count, found.Programs[^1].ProgramId));
        }

        // Pages by name, which compare names and ids.
        string[] byName = [.. facilities.OrderBy(facility => facility.SortName, StringComparer.Ordinal).Select(facility => facility.Id)];
        List<string> paged = [];
        ResultPosition? after = null;
        SearchAnswer page;
        do
        {
            page = Assert.Single(await engine.SearchAsync(Stamp, [new SearchQuery { State = "GA", Limit = 1, After = after }], Token));
            paged.Add(page.Hits[0].Id);
            after = page.Hits[0].Position;
        }
        while (page.HasMore);
        Assert.Equal(byName, paged);
    }

    [Fact]
    public async Task A_site_of_a_thousand_programs_is_published_searched_and_found_by_its_id()
    {
        PostgisConnections connections = await database.ConnectAsync();
        Facility one = Drafts.Facility("large");
        Facility large = one with
        {
            Programs =
            [
                .. Enumerable.Range(1, IndexLimits.Programs).Select(i => one.Programs[0] with
                {
                    Id = $"large-{i}",
                    Name = $"Program {i}",
                    Codes = i == 777 ? ["DT", "OIT"] : ["OP"],
                }),
            ],
        };
        Publisher publisher = new(new PostgisVersionStorage(connections, TimeProvider.System), [], TimeProvider.System);
        VersionStamp version = (await publisher.PublishAsync(
            Drafts.Of("large", "small") with { Facilities = [large, Drafts.Facility("small")] }, Token)).Manifest.Stamp;
        PostgisEngine engine = new(connections, TimeSpan.FromMinutes(1));
        IReadOnlyList<SearchAnswer> answers = await engine.SearchAsync(
            version,
            [new SearchQuery { Filters = [new TokenFilter("service", ["service:DT", "service:OIT"], All: true)] }, new SearchQuery { Words = ["777"] }],
            Token);
        Assert.All(answers, answer => Assert.Equal("large", Assert.Single(answer.Hits).Id));
        Assert.Equal("large-777", Assert.Single(answers[0].Hits[0].Matched, program => program.Match == Knowledge.Yes).ProgramId);
        FacilityRecord found = Assert.Single(await engine.FacilitiesAsync(version, ["large"], Token));
        Assert.Equal(large.Programs.Select(program => (program.Id, string.Join(' ', program.Codes))), found.Programs.Select(program => (program.ProgramId, string.Join(' ', program.Codes))));
        Assert.Null(Assert.Single(await publisher.VerifyAsync(Token)).Problem);
    }

    [Fact]
    public async Task What_PostgreSQL_cannot_hold_is_no_facilitys_id()
    {
        VersionStamp version = Stamp with { Id = VersionId.Parse("2026-01-02.2") };
        ISearchEngine engine = await PostgisDirectory.HoldingAsync(database, version, [AFacility.With("a", ["x:y"])]);
        string[] ids = ["\0", "a\0", "\uD800", "a\uDFFF\uD800", "\uFFFE", "😀", "a", "a"];
        Assert.Equal("a", Assert.Single(await engine.FacilitiesAsync(version, ids, Token)).Id);
        Assert.Empty(await engine.FacilitiesAsync(version, ["\0"], Token));
    }

    private static string Letters(int seed, int count)
    {
        Random random = new(seed);
        StringBuilder letters = new(count);
        for (int i = 0; i < count; i++)
        {
            letters.Append((char)('a' + random.Next(26)));
        }

        return letters.ToString();
    }
}
