using System.Text;
using Locator.Geo;
using Locator.Indexing;
using Locator.Text;

namespace Locator.Testing;

/// <summary>Builds indexed facilities for tests of engines: what a test does not name has a default.</summary>
public static class AFacility
{
    /// <summary>Midtown Atlanta, where facilities stand unless a test says otherwise.</summary>
    public static GeoPoint Atlanta { get; } = new GeoPoint(33.7901, -84.3877).OnGrid();

    /// <summary>A facility with one program a list of tokens.</summary>
    public static IndexedFacility With(string id, params string[][] programs) => new()
    {
        Id = id,
        SortName = id,
        Point = Atlanta,
        LocationIsExact = true,
        State = "GA",
        CountyFips = "13121",
        Words = NameWords.With(id, FoldedText.IndexWords([id])),
        Programs =
        [
            .. programs.Select((tokens, i) => new IndexedProgram($"{id}-{i + 1}", [.. tokens.Distinct().Order(StringComparer.Ordinal)])),
        ],
        Document = Encoding.UTF8.GetBytes($$"""{"name":"{{id}}"}"""),
    };

    /// <summary>The facility at another point; null for none.</summary>
    public static IndexedFacility At(this IndexedFacility facility, GeoPoint? point) => facility with { Point = point?.OnGrid() };

    /// <summary>The facility so many miles north of Atlanta.</summary>
    public static IndexedFacility MilesNorth(this IndexedFacility facility, double miles) =>
        facility.At(North(Atlanta, Distance.FromMiles(miles)));

    /// <summary>The facility under another name.</summary>
    public static IndexedFacility Named(this IndexedFacility facility, string name) => facility with
    {
        SortName = string.Join(' ', FoldedText.Words(name)),
        Words = NameWords.With(name, FoldedText.IndexWords([name])),
    };

    /// <summary>A point due north.</summary>
    public static GeoPoint North(GeoPoint start, Distance distance) =>
        start with { Latitude = start.Latitude + double.RadiansToDegrees(distance.Metres / GreatCircle.EarthRadiusMetres) };
}
