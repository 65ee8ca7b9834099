using System.Collections.Immutable;

namespace Locator.Search.Embedded;

/// <summary>The engine in process: searches indexes in memory, needs no server, and is the default.</summary>
/// <remarks>Thread-safe: indexes are immutable, and versions are swapped whole.</remarks>
public sealed class EmbeddedEngine : ISearchEngine
{
    private ImmutableDictionary<string, EmbeddedIndex> _indexes = ImmutableDictionary<string, EmbeddedIndex>.Empty;

    /// <inheritdoc />
    public string Name => "embedded";

    /// <summary>Answers from this index from now on when its version is asked for.</summary>
    public void Hold(string version, EmbeddedIndex index) =>
        ImmutableInterlocked.AddOrUpdate(ref _indexes, version, index, (_, _) => index);

    /// <summary>Lets go of every version but these.</summary>
    public void Keep(IReadOnlyCollection<string> versions) =>
        ImmutableInterlocked.Update(ref _indexes, held => held.RemoveRange(held.Keys.Except(versions)));

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> VersionsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. _indexes.Keys.Order(StringComparer.Ordinal)]);

    /// <inheritdoc />
    public Task<IReadOnlyList<SearchAnswer>> SearchAsync(
        string version, IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken)
    {
        if (!_indexes.TryGetValue(version, out EmbeddedIndex? index))
        {
            return Task.FromException<IReadOnlyList<SearchAnswer>>(new VersionGoneException(version));
        }

        SearchAnswer[] answers = new SearchAnswer[queries.Count];
        for (int i = 0; i < queries.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            answers[i] = index.Search(queries[i]);
        }

        return Task.FromResult<IReadOnlyList<SearchAnswer>>(answers);
    }
}
