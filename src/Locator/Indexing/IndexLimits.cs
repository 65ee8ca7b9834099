namespace Locator.Indexing;

/// <summary>
/// The largest facility that every engine can index. The stages of an import shorten what is longer and report it, so no real
/// file gets here; <see cref="DraftCheck"/> holds every version to it before it is written.
/// </summary>
/// <remarks>
/// What sets them: a row of a PostgreSQL b-tree ends near 2.7 kB (a third of a page: documentation of version 15, 67.4), and the
/// index on names holds name and id; a term of Elasticsearch ends at 32,766 bytes of UTF-8, a prefix that is searched for at 1,000
/// ("input automaton is too large", 8.13 and OpenSearch 2.19) and a document at 10,000 nested ones
/// (<c>index.mapping.nested_objects.limit</c>); a request at 100 MB (<c>http.max_content_length</c>).
/// </remarks>
public static class IndexLimits
{
    /// <summary>Longest folded name, in bytes of UTF-8.</summary>
    public const int SortNameBytes = 2_000;

    /// <summary>Longest folded word, in bytes of UTF-8.</summary>
    public const int WordBytes = 1_000;

    /// <summary>Largest document, in bytes of UTF-8.</summary>
    public const int DocumentBytes = 1_000_000;

    /// <summary>Most programs of one facility.</summary>
    public const int Programs = 1_000;
}
