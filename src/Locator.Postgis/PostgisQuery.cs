using System.Globalization;
using System.Text;
using Locator.Geo;
using Locator.Search;
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
    private const string Infinity = "'Infinity'::float8";

    private readonly VersionTables _tables;
    private readonly SearchQuery _query;
    private readonly CommandParameters _parameters = new();
    private readonly ProgramConditions _conditions;

    /// <summary>Condition and number of each set of programs that facets count besides those that fit.</summary>
    private readonly List<string> _otherSets = [];

    /// <summary>For each facet the set it counts: 0 those that fit, else one of the other sets.</summary>
    private readonly int[] _setOfFacet;

    private PostgisQuery(VersionTables tables, TokenBits bits, SearchQuery query)
    {
        _tables = tables;
        _query = query;
        _conditions = new ProgramConditions(tables, bits, query, _parameters);
        _setOfFacet = new int[query.Facets.Count];
        Command = _parameters.For(Write());
    }

    /// <summary>The command.</summary>
    public PostgisCommand Command { get; }

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

    /// <summary>The circles of the automatic radius with their edge, as squared chords, in the order of <see cref="AutomaticRadius.Miles"/>.</summary>
    private static readonly double[] Rungs =
        [.. AutomaticRadius.Miles.Select(miles => ProgramConditions.EdgeOf(Distance.FromMiles(miles)))];

    /// <summary>The same circles as the index looks at them, in metres.</summary>
    private static readonly double[] Reaches = [.. AutomaticRadius.Miles.Select(miles => Distance.FromMiles(miles).Metres + ProgramConditions.PreselectMetres)];

    private bool FromOrigin => _query.Origin is not null;

    private string Write()
    {
        StringBuilder sql = new();
        string chord = FromOrigin ? _conditions.Chord() : "";
        string order = FromOrigin ? "metres" : "name_rank";
        string[] place = [.. _conditions.Place()];
        string fits = _conditions.Filters(_query.Filters);
        string possible = _query.Filters.All(filter => filter.AllowUnknown)
            ? "true"
            : _conditions.Filters([.. _query.Filters.Select(filter => filter with { AllowUnknown = true })]);
        AssignFacets();

        sql.Append("WITH ");
        string[] circle = [];
        if (_query.FindRadius)
        {
            // One circle after the other, until one holds enough: where there are many programs the first ones are small. A CASE
            // looks no further than it must.
            string reaches = _parameters.Add(Reaches, NpgsqlDbType.Array | NpgsqlDbType.Double);
            string edges = _parameters.Add(Rungs, NpgsqlDbType.Array | NpgsqlDbType.Double);
            string enough = _parameters.Add(AutomaticRadius.AtLeast, NpgsqlDbType.Integer);
            IEnumerable<string> Circle(string rung) => _conditions.Within(chord, $"({reaches})[{rung}]", $"({edges})[{rung}]");
            string[] tries =
            [
                .. Enumerable.Range(1, Rungs.Length - 1).Select(number => number.ToString(CultureInfo.InvariantCulture)).Select(rung => $"""
                    WHEN (SELECT count(DISTINCT p.facility) FROM {_tables.Program} p{ProgramConditions.Where([.. Circle(rung), .. place, fits])}) >= {enough} THEN {rung}

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
                .. _conditions.Within(
                    chord, _parameters.Add(radius.Metres + ProgramConditions.PreselectMetres, NpgsqlDbType.Double), _parameters.Add(ProgramConditions.EdgeOf(radius), NpgsqlDbType.Double)),
            ];
        }

        // Programs in the area: everything that depends on the place and the words.
        sql.Append(CultureInfo.InvariantCulture, $"""
            program AS (
              SELECT p.facility, p.tokens, {(FromOrigin ? $"coalesce({chord}, {Infinity}) AS chord" : "p.name_rank")}
              FROM {_tables.Program} p{ProgramConditions.Where([.. circle, .. place])}
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

        string limit = _parameters.Add(_query.Limit, NpgsqlDbType.Integer);
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

    /// <summary>As <see cref="UnitVector.DistanceOfChord"/> computes it. Infinite for facilities without a point: they come last.</summary>
    private string Metres(string chord)
    {
        string diameter = _parameters.Add(2 * GreatCircle.EarthRadiusMetres, NpgsqlDbType.Double);
        return $"CASE WHEN {chord} = {Infinity} THEN {chord} ELSE {diameter} * asin(least(1, sqrt({chord}) / 2)) END";
    }

    private static string Each(IReadOnlyList<string> items, Func<string, int, string> text) =>
        string.Concat(items.Select((item, i) => text(item, i + 1)));

    /// <summary>Its own selection is dropped where values mean any: the count says what choosing another value would give.</summary>
    private void AssignFacets()
    {
        Dictionary<string, int> sets = new(StringComparer.Ordinal);
        for (int i = 0; i < _query.Facets.Count; i++)
        {
            string group = _query.Facets[i].Group;
            if (_query.Filters.Any(filter => filter.Group == group && !filter.All) && !sets.TryGetValue(group, out _setOfFacet[i]))
            {
                _otherSets.Add(_conditions.Filters([.. _query.Filters.Where(filter => filter.Group != group)]));
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

        string id = _parameters.Add(after.Id, NpgsqlDbType.Text);
        if (!FromOrigin)
        {
            string name = _parameters.Add(after.SortName ?? "", NpgsqlDbType.Text);
            return $" WHERE name_rank > coalesce((SELECT f.name_rank FROM {_tables.Facility} f WHERE (f.sort_name, f.id) <= ({name}, {id}) ORDER BY f.sort_name DESC, f.id DESC LIMIT 1), -1)";
        }

        string metres = _parameters.Add(after.Metres ?? double.PositiveInfinity, NpgsqlDbType.Double);
        return $" WHERE (metres, facility) > ({metres}, coalesce((SELECT max(f.facility) FROM {_tables.Facility} f WHERE f.id <= {id}), -1))";
    }
}
