using Locator.Facilities;
using Locator.Geo;
using Locator.Search;
using NetTopologySuite.Geometries;
using NpgsqlTypes;

namespace Locator.Postgis;

/// <summary>What a search asks of a program's row: where it stands, its words, whom it fits. Each row repeats the place and words of its facility.</summary>
/// <param name="tables">The version's.</param>
/// <param name="bits">The bits of tokens.</param>
/// <param name="query">The search.</param>
/// <param name="parameters">Takes its values.</param>
internal sealed class ProgramConditions(VersionTables tables, TokenBits bits, SearchQuery query, CommandParameters parameters)
{
    /// <summary>
    /// What the index adds to a circle, in metres: it only preselects, and its sphere is 0.02 mm larger than ours. The chord
    /// decides.
    /// </summary>
    public const double PreselectMetres = 1;

    private string? _origin;
    private string? _noBits;

    /// <summary>All of them as a clause; nothing where there are none.</summary>
    public static string Where(string[] conditions) =>
        conditions.Length == 0 ? "" : $"\n  WHERE {string.Join("\n    AND ", conditions)}";

    /// <summary>
    /// The squared chord to the origin, in the order of operations of <see cref="UnitVector.SquaredChordTo"/>: to the last bit
    /// what that gives.
    /// </summary>
    public string Chord()
    {
        UnitVector origin = UnitVector.Of(query.Origin!.Value);
        string x = parameters.Add(origin.X, NpgsqlDbType.Double), y = parameters.Add(origin.Y, NpgsqlDbType.Double), z = parameters.Add(origin.Z, NpgsqlDbType.Double);
        return $"((p.x - {x}) * (p.x - {x}) + (p.y - {y}) * (p.y - {y}) + (p.z - {z}) * (p.z - {z}))";
    }

    /// <summary>A circle with its edge, as a squared chord.</summary>
    public static double EdgeOf(Distance radius) =>
        UnitVector.SquaredChordOf(Distance.FromMetres(radius.Metres + GreatCircle.EdgeMetres));

    /// <summary>The conditions of a circle; <paramref name="edge"/> is a squared chord.</summary>
    public IEnumerable<string> Within(string chord, string reach, string edge)
    {
        _origin ??= parameters.Add(PostgisPoint.Of(query.Origin!.Value), NpgsqlDbType.Geography);
        return [$"ST_DWithin(p.place, {_origin}, {reach}, false)", $"{chord} <= {edge}"];
    }

    /// <summary>Where to look besides the circle, and the words.</summary>
    public List<string> Place()
    {
        List<string> conditions = [];
        if (query.Box is { } box)
        {
            conditions.AddRange(InBox(box));
        }

        if (query.Polygon is { } polygon)
        {
            // Its box first, which an index knows; in the plane, since its edges are straight in longitude and latitude.
            Envelope reach = polygon.Searched.EnvelopeInternal;
            conditions.Add($"p.latitude BETWEEN {parameters.Add(reach.MinY, NpgsqlDbType.Double)} AND {parameters.Add(reach.MaxY, NpgsqlDbType.Double)}");
            conditions.Add($"p.longitude BETWEEN {parameters.Add(reach.MinX, NpgsqlDbType.Double)} AND {parameters.Add(reach.MaxX, NpgsqlDbType.Double)}");
            conditions.Add($"ST_Intersects({parameters.Add(PostgisPoint.Of(polygon.Searched), NpgsqlDbType.Geometry)}, p.place::geometry)");
        }

        if (query.State is { } state)
        {
            conditions.Add($"p.state = {parameters.Add(state, NpgsqlDbType.Text)}");
        }

        if (query.CountyFips is { } county)
        {
            conditions.Add($"p.county_fips = {parameters.Add(county, NpgsqlDbType.Text)}");
        }

        if (query.Words.Count > 0)
        {
            conditions.AddRange(query.ForgiveTyping ? ForgivingWords() : Words());
        }

        return conditions;
    }

    /// <summary>The conditions of a box, edges inside.</summary>
    public string[] InBox(BoundingBox box)
    {
        string latitude = $"p.latitude BETWEEN {parameters.Add(box.South, NpgsqlDbType.Double)} AND {parameters.Add(box.North, NpgsqlDbType.Double)}";
        string west = parameters.Add(box.West, NpgsqlDbType.Double), east = parameters.Add(box.East, NpgsqlDbType.Double);
        return [latitude, box.CrossesDateLine ? $"(p.longitude >= {west} OR p.longitude <= {east})" : $"p.longitude BETWEEN {west} AND {east}"];
    }

    private IEnumerable<string> Words()
    {
        if (query.Words.Count > 1)
        {
            string[] whole = [.. query.Words.SkipLast(1)];
            yield return $"p.words @> {parameters.Add(whole, NpgsqlDbType.Array | NpgsqlDbType.Text)}";
        }

        // The words with a prefix are those from it on, up to what no word reaches: U+10FFFF is no letter.
        string from = parameters.Add(query.Words[^1], NpgsqlDbType.Text);
        string to = parameters.Add(query.Words[^1] + "\U0010FFFF", NpgsqlDbType.Text);
        // Where other conditions leave few programs, their own words are looked through. One word alone is found by the index:
        // what holds any of the words that begin so.
        bool isAlone = query.Words.Count == 1 && !query.FindRadius && query.Radius is null && query.Box is null && query.Polygon is null && query.State is null && query.CountyFips is null;
        yield return isAlone
            ? $"p.words && ARRAY(SELECT word FROM {tables.Word} WHERE word >= {from} AND word < {to})"
            : $"EXISTS (SELECT FROM unnest(p.words) word WHERE word >= {from} AND word < {to})";
    }

    /// <summary>
    /// As <see cref="Words"/>, but with a slip: the words that fit its pattern are found first, since there are some ten thousand words and
    /// more programs, and then by the index what holds any of them.
    /// </summary>
    private IEnumerable<string> ForgivingWords()
    {
        foreach (AskedWord asked in AskedWord.Of(query))
        {
            if (asked.IsForgiven)
            {
                string pattern = parameters.Add($"^{asked.Pattern}{(asked.IsBeginning ? "" : "$")}", NpgsqlDbType.Text);
                yield return $"p.words && ARRAY(SELECT word FROM {tables.Word} WHERE word ~ {pattern})";
            }
            else if (!asked.IsBeginning)
            {
                yield return $"p.words @> {parameters.Add((string[])[asked.Word], NpgsqlDbType.Array | NpgsqlDbType.Text)}";
            }
            else
            {
                string from = parameters.Add(asked.Word, NpgsqlDbType.Text), to = parameters.Add(asked.Word + "\U0010FFFF", NpgsqlDbType.Text);
                yield return $"p.words && ARRAY(SELECT word FROM {tables.Word} WHERE word >= {from} AND word < {to})";
            }
        }
    }

    /// <summary>The filters, and whom programs take, as a condition on <c>tokens</c>. All hold in the same program, because it is one row.</summary>
    public string Filters(IReadOnlyList<TokenFilter> filters)
    {
        string[] conditions = [.. filters.SelectMany(Filter), .. query.OpenTo is { } openTo ? [Takes(openTo)] : Array.Empty<string>()];
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
            string asked = Bits(filter.Tokens);
            yield return $"tokens & {asked} = {asked}";
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

    private string Bits(IEnumerable<string> tokens) => parameters.Add(bits.BitsOf(tokens), NpgsqlDbType.Varbit);

    private string NoBits() => _noBits ??= Bits([]);
}
