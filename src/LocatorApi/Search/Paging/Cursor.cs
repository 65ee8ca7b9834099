using System.Text.Json;
using System.Text.Json.Serialization;
using Locator.Search;
using LocatorApi.Http;

namespace LocatorApi.Search.Paging;

/// <summary>What the next page needs to know.</summary>
/// <param name="Version">The directory version that the first page came from.</param>
/// <param name="Parameters">The search, canonical.</param>
/// <param name="RadiusMetres">The circle of the first page, so that an automatic one stays as it was; null where there was none.</param>
/// <param name="After">The last result shown.</param>
internal sealed record Cursor(
    string Version, SortedDictionary<string, string[]> Parameters, double? RadiusMetres, ResultPosition After)
{
    /// <summary>
    /// Nothing more, nothing less than what this release writes: where instances of two releases share a key, a cursor of the
    /// other one may mean something else.
    /// </summary>
    private static readonly JsonSerializerOptions Exact = new()
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Exact);

    /// <summary>The cursor, or null when another release wrote it.</summary>
    public static Cursor? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            // What stands in lists and dictionaries is not looked at for null.
            return JsonSerializer.Deserialize<Cursor>(json, Exact) is { } cursor
                && cursor.Parameters.Values.All(values => values?.All(value => value is not null) == true)
                && ReadableText.Is(cursor.Version + cursor.After.Id + cursor.After.SortName)
                ? cursor
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether it can continue that search: it has a circle where the search has one, and a place in the order of the search.
    /// That is a distance, or a name: without an origin, and among the facilities without a point, which come after all others.
    /// </summary>
    public bool Continues(SearchQuery query) =>
        RadiusMetres is > 0 == (query.FindRadius || query.Radius is not null)
        && After.Metres is null != After.SortName is null
        && (query.Origin is not null || After.Metres is null);
}
