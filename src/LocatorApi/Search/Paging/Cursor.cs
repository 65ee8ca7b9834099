using System.Text.Json;
using System.Text.Json.Serialization;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Http;

namespace LocatorApi.Search.Paging;

/// <summary>What the next page needs to know.</summary>
/// <param name="Version">Id of the directory version that the first page came from.</param>
/// <param name="Content">Hash of that version's content: a store made anew gives the same ids again.</param>
/// <param name="Parameters">The search, canonical.</param>
/// <param name="RadiusMetres">The circle of the first page, so that an automatic one stays as it was; null where there was none.</param>
/// <param name="After">The last result shown.</param>
/// <param name="IssuedAt">When the page was answered, in seconds since 1970 (UTC).</param>
/// <param name="InBody">Whether the search was made by POST: then nothing of it may stand in an address.</param>
internal sealed record Cursor(
    string Version, string Content, SortedDictionary<string, string[]> Parameters, double? RadiusMetres, ResultPosition After,
    long IssuedAt, bool InBody)
{
    /// <summary>How long a cursor can be used: whoever holds it can repeat the search.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

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

    /// <summary>The directory version that the first page came from.</summary>
    [JsonIgnore]
    public VersionStamp Stamp => new(VersionId.Parse(Version), Content);

    /// <summary>Whether its time is over. One from the future was made by a clock that is wrong: it is as good as any.</summary>
    public bool IsExpired(DateTimeOffset now) => now.ToUnixTimeSeconds() - IssuedAt > Lifetime.TotalSeconds;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Exact);

    /// <summary>The cursor, or null when another release wrote it.</summary>
    public static Cursor? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            // What stands in lists and dictionaries is not looked at for null.
            return JsonSerializer.Deserialize<Cursor>(json, Exact) is { } cursor
                && cursor.Parameters.Values.All(values => values?.All(value => value is not null) == true)
                && VersionId.TryParse(cursor.Version, out _)
                && ReadableText.Is(cursor.Content + cursor.After.Id + cursor.After.SortName)
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
    /// Where the order is by distance, facilities without a point come last, with their names.
    /// </summary>
    public bool Continues(SearchQuery query) =>
        RadiusMetres is > 0 == (query.FindRadius || query.Radius is not null)
        && After.Metres is null != After.SortName is null
        && (query.Origin is not null || After.Metres is null);
}
