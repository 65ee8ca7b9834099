using System.Collections.Immutable;

namespace Locator.Search.Embedded;

/// <summary>The engine in process: searches indexes in memory, needs no server, and is the default.</summary>
/// <remarks>Thread-safe: indexes are immutable, and versions are swapped whole.</remarks>
public sealed class EmbeddedEngine : ISearchEngine
{
    private ImmutableDictionary<string, (HeldVersion Held, EmbeddedIndex Index)> _indexes =
        ImmutableDictionary<string, (HeldVersion Held, EmbeddedIndex Index)>.Empty;

    /// <inheritdoc />
    public string Name => "embedded";

    /// <summary>Answers from this index from now on when its version is asked for.</summary>
    public void Hold(HeldVersion version, EmbeddedIndex index) =>
        ImmutableInterlocked.AddOrUpdate(ref _indexes, version.Version, (version, index), (_, _) => (version, index));

    /// <summary>Lets go of every version but these.</summary>
    public void Keep(IReadOnlyCollection<string> versions) =>
        ImmutableInterlocked.Update(ref _indexes, held => held.RemoveRange(held.Keys.Except(versions)));

    /// <inheritdoc />
    public Task<IReadOnlyList<HeldVersion>> VersionsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<HeldVersion>>([.. _indexes.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value.Held)]);

    /// <inheritdoc />
    public Task<IReadOnlyList<SearchAnswer>> SearchAsync(
        string version, IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken)
    {
        if (!_indexes.TryGetValue(version, out (HeldVersion Held, EmbeddedIndex Index) held))
        {
            return Task.FromException<IReadOnlyList<SearchAnswer>>(new VersionGoneException(version));
        }

        SearchAnswer[] answers = new SearchAnswer[queries.Count];
        for (int i = 0; i < queries.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            answers[i] = held.Index.Search(queries[i]);
        }

        return Task.FromResult<IReadOnlyList<SearchAnswer>>(answers);
    }
}
