using Locator.Geo;
using Locator.Indexing;
using Locator.Search;

namespace Locator.Elasticsearch.Indexes;

/// <summary>A facility that a search found, and where it stands.</summary>
internal sealed record FoundFacility(GeoPoint? Point, SearchHit Hit)
{
    /// <summary>A facility as it is kept, for one search.</summary>
    /// <param name="stored">The facility.</param>
    /// <param name="query">The search: its origin and filters.</param>
    /// <param name="asked">What <see cref="AskedBy"/> gives for it.</param>
    public static FoundFacility Of(StoredFacility stored, SearchQuery query, IReadOnlyList<AskedToken> asked)
    {
        // The distance is our own: the server's arc distance differs from it by up to a micrometre.
        Distance? distance = query.Origin is { } origin && stored.Point is { } there ? GreatCircle.Between(origin, there) : null;
        return new FoundFacility(
            stored.Point,
            new SearchHit(
                stored.Id,
                distance,
                stored.LocationIsExact,
                stored.SortName,
                Matching.Of([.. stored.Programs.Select(program => new IndexedProgram(program.Id, program.Among(asked)))], query),
                stored.Document));
    }

    /// <summary>The tokens that decide how a program fits a search, ordered ordinally.</summary>
    public static IReadOnlyList<AskedToken> AskedBy(SearchQuery query) =>
        [.. Matching.TokensAskedBy(query).Select(token => new AskedToken(token, IndexTokens.Current))];
}
