using System.Collections;
using System.Globalization;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Search;
using Locator.Testing;
using Locator.Text;
using Locator.Versions;
using NetTopologySuite.Geometries;
using Npgsql;
using Xunit;

namespace Locator.Benchmarks;

/// <summary>
/// Searches through <see cref="PostgisEngine"/> against SQL written by hand for the one question, on the same tables and
/// server, prepared, over the same kind of pooled connection. Both give the whole page: ids, distances, documents, how each
/// program fits, totals, what unknown hides and the facets; that they give the same is checked first.
/// </summary>
internal static class PostgisSearch
{
    private const int Origins = 100;
    private const int Rounds = 600;
    private const double Goal = 1.1;
    private const int Limit = 20;

    private static readonly Distance Miles25 = Distance.FromMiles(25);
    private static readonly TokenFilter Level = new("level", ["level:intensive-outpatient"]);
    private static readonly TokenFilter Payment = new("payment", ["payment:medicaid"]);

    /// <summary>Measures; skips where there is no server.</summary>
    public static async Task<IReadOnlyList<SideBySide>> MeasureAsync()
    {
        await using PostgresServer server = new();
        string connectionString = await server.CreateDatabaseAsync();
        DirectoryDraft draft = BenchmarkDirectory.Draft();
        await using PostgisConnections connections = new(connectionString, "benchmarks");
        await PostgisSchema.MigrateAsync(connections, CancellationToken.None);
        PublishOutcome published = await new Publisher(new PostgisVersionStorage(connections, TimeProvider.System), [], TimeProvider.System)
            .PublishAsync(draft, CancellationToken.None);
        PostgisEngine engine = new(connections, TimeSpan.FromMinutes(1));
        VersionStamp version = published.Manifest.Stamp;
        await using HandWritten hand = await HandWritten.OpenAsync(connectionString, version.ToString());

        // Where facilities are, so that cities count as often as they do in the directory.
        Random random = new(1);
        Facility[] placed = [.. draft.Facilities.Where(facility => facility.Location is not null && FoldedText.Words(facility.Name).Count > 1).OrderBy(facility => facility.Id, StringComparer.Ordinal)];
        Facility[] near = [.. Enumerable.Range(0, Origins).Select(_ => placed[random.Next(placed.Length)])];

        List<SideBySide> results = [];
        foreach ((string name, Func<Facility, SearchQuery> queryOf, Func<SearchQuery, Task<Page>> byHand) in Questions(hand))
        {
            SearchQuery[] queries = [.. near.Select(queryOf)];
            // The second time over, the plans are kept and the pages of the tables in memory.
            foreach (SearchQuery query in queries.Concat(queries))
            {
                SearchAnswer answer = (await engine.SearchAsync(version, [query], CancellationToken.None))[0];
                CheckSame(answer, await byHand(query));
            }

            results.Add(await SideBySide.MeasureAsync(
                $"PostGIS, {name}", Goal, Rounds,
                round => engine.SearchAsync(version, [queries[round % Origins]], CancellationToken.None),
                round => byHand(queries[round % Origins])));
        }

        return results;
    }

    private static (string Name, Func<Facility, SearchQuery> QueryOf, Func<SearchQuery, Task<Page>> ByHand)[] Questions(HandWritten hand) =>
    [
        ("25 miles, level, payment, 7 facets", from => InCircle(from, [Level, Payment]) with { Facets = DefaultFacets.Requests }, hand.CircleAsync),
        ("25 miles, level, payment", from => InCircle(from, [Level, Payment]), hand.CircleAsync),
        ("automatic radius, level, payment", from => new SearchQuery
        {
            Origin = from.Location!.Point, FindRadius = true, Filters = [Level, Payment], Limit = Limit,
        }, hand.FoundCircleAsync),
        ("state, nearest first, payment", from => new SearchQuery
        {
            Origin = from.Location!.Point, State = from.Address.State, Filters = [Payment], Limit = Limit,
        }, hand.StateAsync),
        ("beginning of a name in the nation", from => new SearchQuery { Words = [Beginning(from.Name, 0)], Limit = Limit }, hand.NamedAsync),
        ("two words of a name in the nation", from => new SearchQuery
        {
            Words = [FoldedText.Words(from.Name)[0], Beginning(from.Name, 1)], Limit = Limit,
        }, hand.NamedAsync),
    ];

    private static string Beginning(string name, int word)
    {
        string whole = FoldedText.Words(name)[word];
        return whole[..Math.Min(4, whole.Length)];
    }

    private static SearchQuery InCircle(Facility from, TokenFilter[] filters) =>
        new() { Origin = from.Location!.Point, Radius = Miles25, Filters = filters, Limit = Limit };

    private static void CheckSame(SearchAnswer engine, Page hand)
    {
        Assert.Equal(engine.Total, hand.Total);
        Assert.Equal(engine.UnknownHidden, hand.UnknownHidden);
        Assert.Equal(engine.Hits.Select(hit => hit.Id), hand.Hits.Select(hit => hit.Id));
        foreach ((SearchHit expected, Hit hit) in engine.Hits.Zip(hand.Hits))
        {
            Assert.Equal(expected.Distance?.Metres ?? 0, hit.Metres ?? 0, tolerance: 0.01);
            Assert.Equal(expected.Matched.Select(match => match.Match), hit.Matched.Select(match => (Knowledge)match));
            Assert.True(expected.Document.ToBytes().AsSpan().SequenceEqual(hit.Document));
        }

        Assert.Equal(
            engine.Facets.SelectMany(facet => facet.Values).SelectMany(value => (int[])[value.Count, value.Unknown]),
            hand.Counts);
    }

    private sealed record Page(int Total, int UnknownHidden, int[] Counts, List<Hit> Hits);

    private sealed record Hit(string Id, double? Metres, bool Exact, string[] Programs, short[] Matched, byte[] Document);

    /// <summary>The SQL, as one writes it for these tables and these questions only.</summary>
    private sealed class HandWritten : IAsyncDisposable
    {
        private readonly NpgsqlDataSource _source;
        private readonly string _tables;
        private readonly Dictionary<string, int> _bits;
        private readonly int _width;
        private readonly string _counts;

        private HandWritten(NpgsqlDataSource source, string tables, List<string> tokens)
        {
            _source = source;
            _tables = tables;
            _bits = tokens.Index().ToDictionary(token => token.Item, token => token.Index, StringComparer.Ordinal);
            _width = tokens.Count + 1;
            _counts = CountsOf();
        }

        public static async Task<HandWritten> OpenAsync(string connectionString, string version)
        {
            NpgsqlDataSourceBuilder builder = new(
                connectionString + ";Max Auto Prepare=200;Auto Prepare Min Usages=2;Options=-c plan_cache_mode=force_generic_plan -c jit=off");
            builder.UseNetTopologySuite(geographyAsDefault: true);
            NpgsqlDataSource source = builder.Build();
            string tables = version.Replace('-', '_').Replace('.', '_');
            await using NpgsqlCommand command = source.CreateCommand($"SELECT token FROM locator.token_{tables} ORDER BY position");
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            List<string> tokens = [];
            while (await reader.ReadAsync())
            {
                tokens.Add(reader.GetString(0));
            }

            return new HandWritten(source, tables, tokens);
        }

        public ValueTask DisposeAsync() => _source.DisposeAsync();

        /// <summary>Level and payment within a circle, with or without facets.</summary>
        public Task<Page> CircleAsync(SearchQuery query)
        {
            bool facets = query.Facets.Count > 0;
            return AskAsync(
                $"""
                WITH near AS (
                  SELECT facility, tokens, ST_Distance(place, $1, false) AS metres,
                    tokens & $3 <> $7 AS level, tokens & $4 <> $7 AS payment, tokens & $5 <> $7 AND tokens & $6 <> $7 AS possible
                  FROM locator.program_{_tables}
                  WHERE ST_DWithin(place, $1, $2, false)
                ), site AS MATERIALIZED (
                  SELECT facility, min(metres) AS metres, bool_or(level AND payment) AS fits, bool_or(possible) AS possible
                    {(facets ? ", bit_or(tokens) FILTER (WHERE level AND payment) AS tokens, bit_or(tokens) FILTER (WHERE payment) AS any_level, bit_or(tokens) FILTER (WHERE level) AS any_payment" : "")}
                  FROM near
                  WHERE {(facets ? "level OR payment OR possible" : "possible")}
                  GROUP BY facility
                ), page AS (
                  SELECT facility, metres FROM site WHERE fits ORDER BY metres, facility LIMIT 20
                )
                {Answer("site", "fits", "possible", facets ? _counts : "NULL::int[]")}
                """,
                Point(query), query.Radius!.Value.Metres + 0.001,
                Mask("level:intensive-outpatient"), Mask("payment:medicaid"),
                Mask("level:intensive-outpatient", "?level:intensive-outpatient"), Mask("payment:medicaid", "?payment:medicaid"), Mask());
        }

        /// <summary>Level and payment within the smallest of seven circles that holds ten.</summary>
        public Task<Page> FoundCircleAsync(SearchQuery query) => AskAsync(
            $"""
            WITH circle AS (
              SELECT CASE {string.Concat(Enumerable.Range(1, AutomaticRadius.Miles.Count - 1).Select(Enough))} ELSE ($2)[cardinality($2)] END AS metres
            ), near AS (
              SELECT facility, ST_Distance(place, $1, false) AS metres, tokens & $3 <> $7 AND tokens & $4 <> $7 AS fits
              FROM locator.program_{_tables}
              WHERE ST_DWithin(place, $1, (SELECT metres FROM circle), false) AND tokens & $5 <> $7 AND tokens & $6 <> $7
            ), site AS MATERIALIZED (
              SELECT facility, min(metres) AS metres, bool_or(fits) AS fits FROM near GROUP BY facility
            ), page AS (
              SELECT facility, metres FROM site WHERE fits ORDER BY metres, facility LIMIT 20
            )
            {Answer("site", "fits", "true", "NULL::int[]")}
            """,
            Point(query), AutomaticRadius.Miles.Select(miles => Distance.FromMiles(miles).Metres + 0.001).ToArray(),
            Mask("level:intensive-outpatient"), Mask("payment:medicaid"),
            Mask("level:intensive-outpatient", "?level:intensive-outpatient"), Mask("payment:medicaid", "?payment:medicaid"), Mask());

        private string Enough(int circle) => string.Create(
            CultureInfo.InvariantCulture,
            $"""
            WHEN (SELECT count(DISTINCT facility) FROM locator.program_{_tables}
                  WHERE ST_DWithin(place, $1, ($2)[{circle}], false) AND tokens & $3 <> $7 AND tokens & $4 <> $7) >= 10 THEN ($2)[{circle}]

            """);

        /// <summary>Payment in a state, the nearest first.</summary>
        public Task<Page> StateAsync(SearchQuery query) => AskAsync(
            $"""
            WITH site AS MATERIALIZED (
              SELECT facility, min(ST_Distance(place, $1, false)) AS metres, bool_or(tokens & $3 <> $5) AS fits
              FROM locator.program_{_tables}
              WHERE state = $2 AND tokens & $4 <> $5
              GROUP BY facility
            ), page AS (
              SELECT facility, metres FROM site WHERE fits ORDER BY metres, facility LIMIT 20
            )
            {Answer("site", "fits", "true", "NULL::int[]", "tokens & $3 <> $5", "tokens & $4 <> $5")}
            """,
            Point(query), query.State!, Mask("payment:medicaid"), Mask("payment:medicaid", "?payment:medicaid"), Mask());

        /// <summary>Words of names, the last one by its beginning, by name.</summary>
        public Task<Page> NamedAsync(SearchQuery query) => AskAsync(
            $"""
            WITH site AS MATERIALIZED (
              SELECT DISTINCT facility, name_rank
              FROM locator.program_{_tables}
              WHERE {(query.Words.Count == 1
                ? $"words && ARRAY(SELECT word FROM locator.word_{_tables} WHERE word >= $1 AND word < $2)"
                : "words @> $3 AND EXISTS (SELECT FROM unnest(words) word WHERE word >= $1 AND word < $2)")}
            ), page AS (
              SELECT facility, name_rank AS metres FROM site ORDER BY name_rank LIMIT 20
            )
            {Answer("site", "true", "true", "NULL::int[]", "true", "true", "NULL::float8")}
            """,
            [query.Words[^1], query.Words[^1] + "\U0010FFFF", .. query.Words.Count == 1 ? Array.Empty<object>() : [(string[])[query.Words[0]]]]);

        /// <summary>The summary's row, then the page's.</summary>
        private string Answer(
            string site, string fits, string possible, string counts,
            string stated = "tokens & $3 <> $7 AND tokens & $4 <> $7", string allowed = "tokens & $5 <> $7 AND tokens & $6 <> $7",
            string metres = "page.metres") =>
            $"""
            SELECT NULL::int AS facility, NULL::float8 AS place, count(*) FILTER (WHERE {fits})::int, count(*) FILTER (WHERE {possible})::int, {counts},
              NULL::text, NULL::float8, NULL::boolean, NULL::text[], NULL::int2[], NULL::bytea
            FROM {site}
            UNION ALL
            SELECT page.facility, page.metres, NULL, NULL, NULL, f.id, {metres}, f.location_is_exact, program.ids, program.matched, f.document
            FROM page
            JOIN locator.facility_{_tables} f USING (facility)
            CROSS JOIN LATERAL (
              SELECT array_agg(id ORDER BY ordinal) AS ids,
                array_agg(CASE WHEN {stated} THEN 2 WHEN {allowed} THEN 1 ELSE 0 END::int2 ORDER BY ordinal) AS matched
              FROM locator.program_{_tables} p
              WHERE p.facility = page.facility) program
            ORDER BY 2 NULLS FIRST, 1
            """;

        private async Task<Page> AskAsync(string sql, params object[] parameters)
        {
            await using NpgsqlCommand command = _source.CreateCommand(sql);
            foreach (object parameter in parameters)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = parameter });
            }

            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            int total = reader.GetInt32(2), possible = reader.GetInt32(3);
            int[] counts = await reader.IsDBNullAsync(4) ? [] : reader.GetFieldValue<int[]>(4);
            List<Hit> hits = [];
            while (await reader.ReadAsync())
            {
                hits.Add(new Hit(
                    reader.GetString(5),
                    reader.IsDBNull(6) ? null : reader.GetDouble(6),
                    reader.GetBoolean(7),
                    reader.GetFieldValue<string[]>(8),
                    reader.GetFieldValue<short[]>(9),
                    reader.GetFieldValue<byte[]>(10)));
            }

            return new Page(total, possible - total, counts, hits);
        }

        private static Point Point(SearchQuery query) =>
            new(query.Origin!.Value.Longitude, query.Origin.Value.Latitude) { SRID = 4326 };

        private BitArray Mask(params string[] tokens)
        {
            BitArray mask = new(_width);
            foreach (string token in tokens)
            {
                mask[_bits.GetValueOrDefault(token, _width - 1)] = true;
            }

            return mask;
        }

        /// <summary>All counts of the seven facets: of each value, who states it and who was never asked.</summary>
        private string CountsOf()
        {
            IEnumerable<string> counts = DefaultFacets.Groups.SelectMany(group => Vocabulary.Current.FindGroup(group)!.Values
                .SelectMany(value => (string[])[value.Token, value.UnknownToken])
                .Select(token => string.Create(
                    CultureInfo.InvariantCulture,
                    $"count(*) FILTER (WHERE get_bit({(group is "level" or "payment" ? $"any_{group}" : "tokens")}, {_bits.GetValueOrDefault(token, _width - 1)}) = 1)")));
            return $"ARRAY[{string.Join(", ", counts)}]::int[]";
        }
    }
}
