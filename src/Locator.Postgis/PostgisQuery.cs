using System.Collections;
using System.Globalization;
using System.Text;
using Locator.Facilities;
using Locator.Geo;
using Locator.Search;
using Locator.Versions;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace Locator.Postgis;

/// <summary>
/// Turns a search into one command. The text depends only on the version and on what kinds of conditions there are, so that
/// servers keep its plan; everything that a searcher asked for is a parameter.
/// </summary>
/// <remarks>
/// The first row of the result is the summary, the rows behind it are the hits in their order. Facets are not counted by the
/// server: it sends the bits of the facilities that match, some 100 bytes each, which are counted here in a fraction of the
/// time (see docs/decisions/0002-postgis-schema.md).
/// </remarks>
internal sealed class PostgisQuery
{
    /// <summary>
    /// What the index adds to a circle, in metres: it only preselects, and its sphere is 0.02 mm larger than ours. The chord
    /// decides.
    /// </summary>
    private const double PreselectMetres = 1;

    private const string Infinity = "'Infinity'::float8";

    private readonly VersionTables _tables;
    private readonly TokenBits _bits;
    private readonly SearchQuery _query;
    private readonly List<NpgsqlParameter> _parameters = [];

    /// <summary>Condition and number of each set of programs that facets count besides those that fit.</summary>
    private readonly List<string> _otherSets = [];

    /// <summary>For each facet the set it counts: 0 those that fit, else one of the other sets.</summary>
    private readonly int[] _setOfFacet;

    private PostgisQuery(VersionTables tables, TokenBits bits, SearchQuery query, TileQuery? tiles = null)
    {
        _tables = tables;
        _bits = bits;
        _query = query;
        _setOfFacet = new int[query.Facets.Count];
        Text = tiles is null ? Write() : WriteTiles(tiles);
    }

    /// <summary>The command, with positional parameters.</summary>
    public string Text { get; }

    /// <summary>Its parameters in their order.</summary>
    public IReadOnlyList<NpgsqlParameter> Parameters => _parameters;

    /// <summary>The command as part of a batch.</summary>
    public NpgsqlBatchCommand ToBatchCommand()
    {
        NpgsqlBatchCommand command = new(Text);
        foreach (NpgsqlParameter parameter in _parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Number of sets of bits in the summary.</summary>
    public int Sets => _query.Facets.Count == 0 ? 0 : 1 + _otherSets.Count;

    /// <summary>Which of the summary's sets a facet is counted in.</summary>
    public int SetOf(int facet) => _setOfFacet[facet];

    /// <summary>The command that answers the query.</summary>
    /// <exception cref="ArgumentException">A radius without an origin.</exception>
    public static PostgisQuery Of(VersionTables tables, TokenBits bits, SearchQuery query) =>
        query.Origin is null && (query.FindRadius || query.Radius is not null)
            ? throw new ArgumentException("A radius needs an origin.", nameof(query))
            : new PostgisQuery(tables, bits, query);

    /// <summary>The command that counts by tile; its result is read by <see cref="PostgisTiles"/>.</summary>
    public static PostgisQuery OfTiles(VersionTables tables, TokenBits bits, TileQuery query) =>
        new(tables, bits, query.Search with { Box = null }, query);

    /// <summary>The circles of the automatic radius with their edge, as squared chords, in the order of <see cref="AutomaticRadius.Miles"/>.</summary>
    private static readonly double[] Rungs =
        [.. AutomaticRadius.Miles.Select(miles => EdgeOf(Distance.FromMiles(miles)))];

    /// <summary>The same circles as the index looks at them, in metres.</summary>
    private static readonly double[] Reaches = [.. AutomaticRadius.Miles.Select(miles => Distance.FromMiles(miles).Metres + PreselectMetres)];

    private bool FromOrigin => _query.Origin is not null;

    private bool InCircle => _query.FindRadius || _query.Radius is not null;

    private string Write()
    {
        StringBuilder sql = new();
        string chord = FromOrigin ? Chord() : "";
        string order = FromOrigin ? "metres" : "name_rank";
        string[] place = [.. Place()];
        string fits = Filters(_query.Filters);
        string possible = _query.Filters.All(filter => filter.AllowUnknown)
            ? "true"
            : Filters([.. _query.Filters.Select(filter => filter with { AllowUnknown = true })]);
        AssignFacets();

        sql.Append("WITH ");
        string[] circle = [];
        if (_query.FindRadius)
        {
            // One circle after the other, until one holds enough: where there are many programs the first ones are small. A CASE
            // looks no further than it must.
            string reaches = Parameter(Reaches, NpgsqlDbType.Array | NpgsqlDbType.Double);
            string edges = Parameter(Rungs, NpgsqlDbType.Array | NpgsqlDbType.Double);
            string enough = Parameter(AutomaticRadius.AtLeast, NpgsqlDbType.Integer);
            IEnumerable<string> Circle(string rung) => Within(chord, $"({reaches})[{rung}]", $"({edges})[{rung}]");
            string[] tries =
            [
                .. Enumerable.Range(1, Rungs.Length - 1).Select(number => number.ToString(CultureInfo.InvariantCulture)).Select(rung => $"""
                    WHEN (SELECT count(DISTINCT p.facility) FROM {_tables.Program} p{Where([.. Circle(rung), .. place, fits])}) >= {enough} THEN {rung}

                    """),
            ];
            sql.Append(CultureInfo.InvariantCulture, $"""
                circle AS MATERIALIZED (
                  SELECT CASE
                {string.Concat(tries)}ELSE {Rungs.Length} END AS rung
                ),

                """);
            circle = [.. Circle("(SELECT rung FROM circle)")];
        }
        else if (_query.Radius is { } radius)
        {
            circle =
            [
                .. Within(
                    chord, Parameter(radius.Metres + PreselectMetres, NpgsqlDbType.Double), Parameter(EdgeOf(radius), NpgsqlDbType.Double)),
            ];
        }

        // Programs in the area: everything that depends on the place and the words.
        sql.Append(CultureInfo.InvariantCulture, $"""
            program AS (
              SELECT p.facility, p.tokens, {(FromOrigin ? $"coalesce({chord}, {Infinity}) AS chord" : "p.name_rank")}
              FROM {_tables.Program} p{Where([.. circle, .. place])}
            ),

            """);

        // Facilities of which a program is of use for anything that is counted.
        string key = FromOrigin ? "chord" : "name_rank";
        bool unknownPasses = possible == "true";
        sql.Append(CultureInfo.InvariantCulture, $"""
            judged AS (
              SELECT facility, tokens, {key}, {fits} AS fits{(unknownPasses ? "" : $", {possible} AS possible")}{Each(_otherSets, (condition, i) => $", {condition} AS fits_{i}")}
              FROM program
            ),
            site AS MATERIALIZED (
              SELECT facility, min({key}) AS {key}, bool_or(fits) AS fits, bool_or({(unknownPasses ? "fits" : "possible")}) AS possible{(_query.Facets.Count == 0 ? "" : ", bit_or(tokens) FILTER (WHERE fits) AS tokens")}{Each(_otherSets, (_, i) => $", bit_or(tokens) FILTER (WHERE fits_{i}) AS tokens_{i}")}
              FROM judged
              WHERE {(unknownPasses ? "fits" : "possible")}{Each(_otherSets, (_, i) => $" OR fits_{i}")}
              GROUP BY facility
            ),

            """);

        string limit = Parameter(_query.Limit, NpgsqlDbType.Integer);
        sql.Append(CultureInfo.InvariantCulture, $"""
            ranked AS (
              SELECT facility, {(FromOrigin ? $"{Metres("chord")} AS metres" : "name_rank")}
              FROM site
              WHERE fits
            ),
            hit AS MATERIALIZED (
              SELECT facility, {order}, row_number() OVER (ORDER BY {order}, facility)::int AS place
              FROM (SELECT facility, {order} FROM ranked{After()} ORDER BY {order}, facility LIMIT {limit} + 1) first
            )
            SELECT 0 AS place, count(*) FILTER (WHERE fits)::int AS total, count(*) FILTER (WHERE possible)::int AS possible,
              {(_query.FindRadius ? "(SELECT rung FROM circle)" : "NULL::int")} AS rung, (SELECT count(*) FROM hit)::int AS hits,
              {Sent()} AS sets,
              NULL::text AS id, NULL::float8 AS metres, NULL::boolean AS location_is_exact, NULL::text AS sort_name,
              NULL::text[] AS programs, NULL::bytea AS tokens, NULL::bytea AS document
            FROM site
            UNION ALL
            SELECT hit.place, NULL, NULL, NULL, NULL, NULL,
              f.id, {(FromOrigin ? "hit.metres" : "NULL")}, f.location_is_exact, f.sort_name, p.programs, p.tokens, f.document
            FROM hit
            JOIN {_tables.Facility} f ON f.facility = hit.facility
            CROSS JOIN LATERAL (
              SELECT array_agg(p.id ORDER BY p.ordinal) AS programs, string_agg(varbit_send(p.tokens), '\x' ORDER BY p.ordinal) AS tokens
              FROM {_tables.Program} p
              WHERE p.facility = hit.facility) p
            WHERE hit.place <= {limit}
            ORDER BY place
            """);
        return sql.ToString();
    }

    private static string Each(IReadOnlyList<string> items, Func<string, int, string> text) =>
        string.Concat(items.Select((item, i) => text(item, i + 1)));

    private string Parameter<T>(T value, NpgsqlDbType type)
    {
        _parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return string.Create(CultureInfo.InvariantCulture, $"${_parameters.Count}");
    }

    /// <summary>
    /// The squared chord to the origin, in the order of operations of <see cref="UnitVector.SquaredChordTo"/>: to the last bit
    /// what that gives.
    /// </summary>
    private string Chord()
    {
        UnitVector origin = UnitVector.Of(_query.Origin!.Value);
        string x = Parameter(origin.X, NpgsqlDbType.Double), y = Parameter(origin.Y, NpgsqlDbType.Double), z = Parameter(origin.Z, NpgsqlDbType.Double);
        return $"((p.x - {x}) * (p.x - {x}) + (p.y - {y}) * (p.y - {y}) + (p.z - {z}) * (p.z - {z}))";
    }

    /// <summary>As <see cref="UnitVector.DistanceOfChord"/> computes it. Infinite for facilities without a point: they come last.</summary>
    private string Metres(string chord)
    {
        string diameter = Parameter(2 * GreatCircle.EarthRadiusMetres, NpgsqlDbType.Double);
        return $"CASE WHEN {chord} = {Infinity} THEN {chord} ELSE {diameter} * asin(least(1, sqrt({chord}) / 2)) END";
    }

    private static double EdgeOf(Distance radius) =>
        UnitVector.SquaredChordOf(Distance.FromMetres(radius.Metres + GreatCircle.EdgeMetres));

    private string? _origin;

    /// <summary>The conditions of a circle; <paramref name="edge"/> is a squared chord.</summary>
    private IEnumerable<string> Within(string chord, string reach, string edge)
    {
        _origin ??= Parameter(PostgisPoint.Of(_query.Origin!.Value), NpgsqlDbType.Geography);
        return [$"ST_DWithin(p.place, {_origin}, {reach}, false)", $"{chord} <= {edge}"];
    }

    /// <summary>Where to look besides the circle, and the words.</summary>
    private List<string> Place()
    {
        List<string> conditions = [];
        if (_query.Box is { } box)
        {
            conditions.AddRange(InBox(box));
        }

        if (_query.Polygon is { } polygon)
        {
            // Its box first, which an index knows; in the plane, since its edges are straight in longitude and latitude.
            Envelope reach = polygon.Searched.EnvelopeInternal;
            conditions.Add($"p.latitude BETWEEN {Parameter(reach.MinY, NpgsqlDbType.Double)} AND {Parameter(reach.MaxY, NpgsqlDbType.Double)}");
            conditions.Add($"p.longitude BETWEEN {Parameter(reach.MinX, NpgsqlDbType.Double)} AND {Parameter(reach.MaxX, NpgsqlDbType.Double)}");
            conditions.Add($"ST_Intersects({Parameter(PostgisPoint.Of(polygon.Searched), NpgsqlDbType.Geometry)}, p.place::geometry)");
        }

        if (_query.State is { } state)
        {
            conditions.Add($"p.state = {Parameter(state, NpgsqlDbType.Text)}");
        }

        if (_query.CountyFips is { } county)
        {
            conditions.Add($"p.county_fips = {Parameter(county, NpgsqlDbType.Text)}");
        }

        if (_query.Words.Count > 0)
        {
            conditions.AddRange(_query.ForgiveTyping ? ForgivingWords() : Words());
        }

        return conditions;
    }

    private string[] InBox(BoundingBox box)
    {
        string latitude = $"p.latitude BETWEEN {Parameter(box.South, NpgsqlDbType.Double)} AND {Parameter(box.North, NpgsqlDbType.Double)}";
        string west = Parameter(box.West, NpgsqlDbType.Double), east = Parameter(box.East, NpgsqlDbType.Double);
        return [latitude, box.CrossesDateLine ? $"(p.longitude >= {west} OR p.longitude <= {east})" : $"p.longitude BETWEEN {west} AND {east}"];
    }

    /// <summary>
    /// One row a tile, before them one of the facilities without a point where there are any. One more tile than are counted tells
    /// that there are too many.
    /// </summary>
    private string WriteTiles(TileQuery tiles)
    {
        string shift = Parameter(MapTile.ShiftTo(tiles.TileZoom), NpgsqlDbType.Integer);
        string inBox = string.Join(" AND ", InBox(tiles.Box));
        string[] conditions = [$"(({inBox}) OR p.latitude IS NULL)", .. Place(), Filters(_query.Filters)];
        return string.Create(CultureInfo.InvariantCulture, $"""
            SELECT p.tile >> {shift} AS tile, count(DISTINCT p.facility)::int AS facilities
            FROM {_tables.Program} p{Where(conditions)}
            GROUP BY 1
            ORDER BY 1 NULLS FIRST
            LIMIT {Parameter(TileQuery.MostTiles + 2, NpgsqlDbType.Integer)}
            """);
    }

    private static string Where(string[] conditions) =>
        conditions.Length == 0 ? "" : $"\n  WHERE {string.Join("\n    AND ", conditions)}";

    private IEnumerable<string> Words()
    {
        if (_query.Words.Count > 1)
        {
            string[] whole = [.. _query.Words.SkipLast(1)];
            yield return $"p.words @> {Parameter(whole, NpgsqlDbType.Array | NpgsqlDbType.Text)}";
        }

        // The words with a prefix are those from it on, up to what no word reaches: U+10FFFF is no letter.
        string from = Parameter(_query.Words[^1], NpgsqlDbType.Text);
        string to = Parameter(_query.Words[^1] + "\U0010FFFF", NpgsqlDbType.Text);
        // Where other conditions leave few programs, their own words are looked through. One word alone is found by the index:
        // what holds any of the words that begin so.
        bool isAlone = _query.Words.Count == 1 && !InCircle && _query.Box is null && _query.Polygon is null && _query.State is null && _query.CountyFips is null;
        yield return isAlone
            ? $"p.words && ARRAY(SELECT word FROM {_tables.Word} WHERE word >= {from} AND word < {to})"
            : $"EXISTS (SELECT FROM unnest(p.words) word WHERE word >= {from} AND word < {to})";
    }

    /// <summary>
    /// As <see cref="Words"/>, but with a slip: the words that fit its pattern are found first, since there are some ten thousand words and
    /// more programs, and then by the index what holds any of them.
    /// </summary>
    private IEnumerable<string> ForgivingWords()
    {
        foreach (AskedWord asked in AskedWord.Of(_query))
        {
            if (asked.IsForgiven)
            {
                string pattern = Parameter($"^{asked.Pattern}{(asked.IsBeginning ? "" : "$")}", NpgsqlDbType.Text);
                yield return $"p.words && ARRAY(SELECT word FROM {_tables.Word} WHERE word ~ {pattern})";
            }
            else if (!asked.IsBeginning)
            {
                yield return $"p.words @> {Parameter((string[])[asked.Word], NpgsqlDbType.Array | NpgsqlDbType.Text)}";
            }
            else
            {
                string from = Parameter(asked.Word, NpgsqlDbType.Text), to = Parameter(asked.Word + "\U0010FFFF", NpgsqlDbType.Text);
                yield return $"p.words && ARRAY(SELECT word FROM {_tables.Word} WHERE word >= {from} AND word < {to})";
            }
        }
    }

    /// <summary>The filters, and whom programs take, as a condition on <c>tokens</c>. All hold in the same program, because it is one row.</summary>
    private string Filters(IReadOnlyList<TokenFilter> filters)
    {
        string[] conditions = [.. filters.SelectMany(Filter), .. _query.OpenTo is { } openTo ? [Takes(openTo)] : Array.Empty<string>()];
        return conditions.Length == 0 ? "true" : $"({string.Join(" AND ", conditions)})";
    }

    private string Takes(OpenTo openTo) =>
        $"(tokens & {Bits(openTo.Reserving)} = {NoBits()}{(openTo.Fitting.Count == 0 ? "" : " OR " + HasAny(openTo.Fitting))})";

    private IEnumerable<string> Filter(TokenFilter filter)
    {
        if (!filter.All)
        {
            yield return HasAny(filter.AllowUnknown ? filter.Tokens.SelectMany(WithTwin) : filter.Tokens);
        }
        else if (!filter.AllowUnknown)
        {
            string bits = Bits(filter.Tokens);
            yield return $"tokens & {bits} = {bits}";
        }
        else
        {
            foreach (string token in filter.Tokens)
            {
                yield return HasAny(WithTwin(token));
            }
        }
    }

    private static IEnumerable<string> WithTwin(string token) => [token, FilterValue.UnknownTokenOf(token)];

    private string HasAny(IEnumerable<string> tokens) => $"tokens & {Bits(tokens)} <> {NoBits()}";

    private string Bits(IEnumerable<string> tokens) => Parameter(_bits.BitsOf(tokens), NpgsqlDbType.Varbit);

    private string? _noBits;

    private string NoBits() => _noBits ??= Bits([]);

    /// <summary>Its own selection is dropped where values mean any: the count says what choosing another value would give.</summary>
    private void AssignFacets()
    {
        Dictionary<string, int> sets = new(StringComparer.Ordinal);
        for (int i = 0; i < _query.Facets.Count; i++)
        {
            string group = _query.Facets[i].Group;
            if (_query.Filters.Any(filter => filter.Group == group && !filter.All) && !sets.TryGetValue(group, out _setOfFacet[i]))
            {
                _otherSets.Add(Filters([.. _query.Filters.Where(filter => filter.Group != group)]));
                sets[group] = _setOfFacet[i] = _otherSets.Count;
            }
        }
    }

    private string Sent() => _query.Facets.Count == 0
        ? "NULL::bytea[]"
        : $"ARRAY[string_agg(varbit_send(tokens), '\\x') FILTER (WHERE fits){Each(_otherSets, (_, i) => $", string_agg(varbit_send(tokens_{i}), '\\x')")}]";

    /// <summary>What stands behind a position. Facilities are numbered in the order of their ids, so numbers stand for ids.</summary>
    private string After()
    {
        if (_query.After is not { } after)
        {
            return "";
        }

        string id = Parameter(after.Id, NpgsqlDbType.Text);
        if (!FromOrigin)
        {
            string name = Parameter(after.SortName ?? "", NpgsqlDbType.Text);
            return $" WHERE name_rank > coalesce((SELECT f.name_rank FROM {_tables.Facility} f WHERE (f.sort_name, f.id) <= ({name}, {id}) ORDER BY f.sort_name DESC, f.id DESC LIMIT 1), -1)";
        }

        string metres = Parameter(after.Metres ?? double.PositiveInfinity, NpgsqlDbType.Double);
        return $" WHERE (metres, facility) > ({metres}, coalesce((SELECT max(f.facility) FROM {_tables.Facility} f WHERE f.id <= {id}), -1))";
    }
}
