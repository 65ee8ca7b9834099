using System.Collections.Immutable;
using Locator.Versions;

namespace Locator.Search.Embedded;

/// <summary>The engine in process: searches indexes in memory, needs no server, and is the default.</summary>
/// <remarks>Thread-safe: indexes are immutable, and versions are swapped whole.</remarks>
public sealed class EmbeddedEngine : ISearchEngine
{
    private ImmutableDictionary<VersionStamp, EmbeddedIndex> _indexes = ImmutableDictionary<VersionStamp, EmbeddedIndex>.Empty;

    /// <inheritdoc />
    public string Name => "embedded";

    /// <summary>Answers from this index from now on when its version is asked for.</summary>
    public void Hold(VersionStamp version, EmbeddedIndex index) =>
        ImmutableInterlocked.AddOrUpdate(ref _indexes, version, index, (_, _) => index);

    /// <summary>Whether it answers from that version.</summary>
    public bool Holds(VersionStamp version) => _indexes.ContainsKey(version);

    /// <summary>Lets go of every version but these.</summary>
    public void Keep(IReadOnlyCollection<VersionStamp> versions) =>
        ImmutableInterlocked.Update(ref _indexes, held => held.RemoveRange(held.Keys.Except(versions)));

    /// <inheritdoc />
    public Task<IReadOnlyList<VersionStamp>> VersionsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<VersionStamp>>([.. _indexes.Keys.OrderBy(version => version.Id)]);

    /// <inheritdoc />
    public Task<IReadOnlyList<SearchAnswer>> SearchAsync(
        VersionStamp version, IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken)
    {
        if (!_indexes.TryGetValue(version, out EmbeddedIndex? index))
        {
            return Task.FromException<IReadOnlyList<SearchAnswer>>(new VersionGoneException(version.Id));
        }

        SearchAnswer[] answers = new SearchAnswer[queries.Count];
        for (int i = 0; i < queries.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            answers[i] = index.Search(queries[i]);
        }

        return Task.FromResult<IReadOnlyList<SearchAnswer>>(answers);
    }

    /// <inheritdoc />
    public Task<TileAnswer> CountTilesAsync(VersionStamp version, TileQuery query, CancellationToken cancellationToken) =>
        _indexes.TryGetValue(version, out EmbeddedIndex? index)
            ? Task.FromResult(EmbeddedTiles.Of(index, query))
            : Task.FromException<TileAnswer>(new VersionGoneException(version.Id));

    /// <inheritdoc />
    public Task<IReadOnlyList<FacilityRecord>> FacilitiesAsync(
        VersionStamp version, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        _indexes.TryGetValue(version, out EmbeddedIndex? index)
            ? Task.FromResult<IReadOnlyList<FacilityRecord>>([.. ids.Distinct(StringComparer.Ordinal).Select(index.Find).OfType<FacilityRecord>()])
            : Task.FromException<IReadOnlyList<FacilityRecord>>(new VersionGoneException(version.Id));
}
