using System.Globalization;
using Locator.Geo;
using Locator.Postgis;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Testing;
using Locator.Versions;
using Npgsql;
using Xunit;

namespace Locator.Tests.Postgis;

/// <summary>PostGIS and the embedded engine on the real national directory.</summary>
public sealed class PostgisRealDirectoryTests(PostgisRealDirectoryTests.National national) : IClassFixture<PostgisRealDirectoryTests.National>
{
    private static readonly VersionStamp Version = new(VersionId.Parse("2026-01-02.1"), "national");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Random_searches_equal_the_embedded_engine()
    {
        ISearchEngine engine = await national.EngineAsync();
        EmbeddedIndex embedded = new(RealDirectory.NationalIndexed);
        RealQueries queries = new(RealDirectory.NationalIndexed, seed: 4);
        int found = 0, drawn = TestCounts.Of(reduced: 200, full: 2000);
        for (int i = 0; i < drawn; i++)
        {
            SearchQuery query = queries.Next();
            SearchAnswer expected = embedded.Search(query);
            SearchAnswer answer = Assert.Single(await engine.SearchAsync(Version, [query], Token));
            SearchAssert.Equal(expected, answer, $"query {i}: {query}");
            // Not only within 1 mm: the order and the pages rest on the very same numbers.
            Assert.Equal(expected.Hits.Select(hit => hit.Distance?.Metres), answer.Hits.Select(hit => hit.Distance?.Metres));
            found += expected.Hits.Count;
        }

        Assert.True(found > drawn, "most searches must find something, or they prove nothing");
    }

    [Fact]
    public async Task Random_tiles_equal_the_embedded_engine()
    {
        ISearchEngine engine = await national.EngineAsync();
        EmbeddedIndex embedded = new(RealDirectory.NationalIndexed);
        RealQueries queries = new(RealDirectory.NationalIndexed, seed: 6);
        int found = 0, drawn = TestCounts.Of(reduced: 40, full: 400);
        for (int i = 0; i < drawn; i++)
        {
            TileQuery query = queries.NextTiles();
            TileAnswer expected = EmbeddedTiles.Of(embedded, query);
            SearchAssert.Equal(expected, await engine.CountTilesAsync(Version, query, Token), $"tiles {i}: {query}");
            found += expected.Total;
        }

        Assert.True(found > drawn, "most boxes must hold something, or they prove nothing");
    }

    [Theory]
    [InlineData("place", false)]
    [InlineData("place", true)]
    [InlineData("words", false)]
    public async Task Searches_use_the_spatial_and_the_word_index(string index, bool nearest)
    {
        await national.EngineAsync();
        SearchQuery query = index == "words"
            ? new SearchQuery { Words = ["hope", "hou"] }
            : new SearchQuery { Origin = AFacility.Atlanta, FindRadius = nearest, Radius = nearest ? null : Distance.FromMiles(25) };
        string plan = await national.PlanOfAsync(query);
        Assert.Contains($"program_2026_01_02_1_{index}", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on program", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_by_tile_of_a_city_use_the_index_of_boxes()
    {
        await national.EngineAsync();
        TileQuery query = new(new SearchQuery { Box = new BoundingBox(-84.6, 33.6, -84.2, 34.0) }, 14);
        PostgisCommand command = PostgisTiles.CommandOf(new VersionTables(Version.Id), new TokenBits([]), query);
        string plan = await national.PlanOfAsync(command.Text, command.Parameters);
        Assert.Contains("program_2026_01_02_1_box", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on program", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facilities_by_id_equal_the_embedded_engine_and_are_found_by_the_index()
    {
        ISearchEngine engine = await national.EngineAsync();
        EmbeddedEngine embedded = new();
        embedded.Hold(Version, new EmbeddedIndex(RealDirectory.NationalIndexed));
        string[] ids = [.. RealDirectory.NationalIndexed.Where((_, i) => i % 200 == 7).Select(facility => facility.Id)];
        Assert.Equal(Written(await embedded.FacilitiesAsync(Version, ids, Token)), Written(await engine.FacilitiesAsync(Version, ids, Token)));
        Assert.Contains(await embedded.FacilitiesAsync(Version, ids, Token), facility => facility.Programs.Count > 1);

        NpgsqlBatchCommand lookup = FacilityLookup.Of(new VersionTables(Version.Id), ids[..1]);
        string plan = await national.PlanOfAsync(lookup.CommandText, lookup.Parameters);
        Assert.Contains("facility_2026_01_02_1_id_idx", plan, StringComparison.Ordinal);
        Assert.Contains("program_2026_01_02_1_pkey", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);

        static IEnumerable<string> Written(IReadOnlyList<FacilityRecord> facilities) => facilities
            .OrderBy(facility => facility.Id, StringComparer.Ordinal)
            .Select(facility => $"{facility.Id} {Convert.ToHexString(facility.Document.ToBytes())} "
                + string.Join(' ', facility.Programs.Select(program => $"{program.ProgramId}: {string.Join(' ', program.Codes)}")));
    }

    [Fact]
    public async Task The_spheres_have_the_same_radius_to_a_millimetre()
    {
        await national.EngineAsync();
        // A quarter of the way around the Earth, where a difference of the radius is largest.
        GeoPoint from = new(10, 20), to = new(-30, 110);
        PostgisConnections connections = await national.Database.ConnectAsync();
        await using NpgsqlCommand command = connections.DataSource.CreateCommand("SELECT ST_Distance($1, $2, false), ST_Y($1::geometry), ST_X($1::geometry)");
        command.Parameters.Add(new NpgsqlParameter { Value = PostgisPoint.Of(from) });
        command.Parameters.Add(new NpgsqlParameter { Value = PostgisPoint.Of(to) });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(Token);
        await reader.ReadAsync(Token);
        Assert.Equal(GreatCircle.Between(from, to).Metres, reader.GetDouble(0), tolerance: 0.001);
        Assert.Equal((from.Latitude, from.Longitude), (reader.GetDouble(1), reader.GetDouble(2)));
    }

    /// <summary>The national directory, in one database for the class.</summary>
    public sealed class National(PostgresServer server) : IAsyncDisposable
    {
        private readonly SemaphoreSlim _once = new(1);
        private ISearchEngine? _engine;

        public PostgisDatabase Database { get; } = new(server);

        public async Task<ISearchEngine> EngineAsync()
        {
            await _once.WaitAsync(Token);
            try
            {
                return _engine ??= await PostgisDirectory.HoldingAsync(Database, Version, RealDirectory.NationalIndexed);
            }
            finally
            {
                _once.Release();
            }
        }

        public Task<string> PlanOfAsync(SearchQuery query)
        {
            PostgisCommand command = PostgisQuery.Of(new VersionTables(Version.Id), new TokenBits([]), query).Command;
            return PlanOfAsync(command.Text, command.Parameters);
        }

        public async Task<string> PlanOfAsync(string text, IEnumerable<NpgsqlParameter> parameters)
        {
            PostgisConnections connections = await Database.ConnectAsync();
            await using NpgsqlCommand explain = connections.DataSource.CreateCommand($"EXPLAIN {text}");
            foreach (NpgsqlParameter parameter in parameters)
            {
                explain.Parameters.Add(parameter.Clone());
            }

            await using NpgsqlDataReader reader = await explain.ExecuteReaderAsync(Token);
            List<string> lines = [];
            while (await reader.ReadAsync(Token))
            {
                lines.Add(reader.GetString(0));
            }

            return string.Join('\n', lines);
        }

        public ValueTask DisposeAsync()
        {
            _once.Dispose();
            return Database.DisposeAsync();
        }
    }
}
