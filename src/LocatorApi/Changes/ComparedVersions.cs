using System.Collections.Concurrent;
using Locator.Versions;
using LocatorApi.History;

namespace LocatorApi.Changes;

/// <summary>
/// What differs between versions. Comparing reads two whole versions, which takes seconds of a processor for a national
/// directory; versions never change, so what was found is kept for the pages and clients to come.
/// </summary>
internal sealed class ComparedVersions(StoredDirectory stored) : IDisposable
{
    /// <summary>So many comparisons are kept: of every pair among the few versions that a store keeps.</summary>
    private const int MostKept = 16;

    /// <summary>Comparisons with more changes are read anew for each page, which then soon has all that it needs.</summary>
    private const int MostChanges = 5_000;

    private readonly ConcurrentDictionary<(VersionStamp Before, VersionStamp Now), IReadOnlyList<FacilityChange>?> _kept = new();

    /// <summary>So many are compared at a time, so that searches go on.</summary>
    private readonly SemaphoreSlim _comparing = new(1);

    /// <summary>The first changes, ordered by id.</summary>
    /// <param name="before">The earlier version.</param>
    /// <param name="now">The later one.</param>
    /// <param name="after">The id behind which they begin; null for all.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="VersionGoneException">A version was let go of meanwhile.</exception>
    public async Task<List<FacilityChange>> FirstAsync(
        DirectoryManifest before, DirectoryManifest now, string? after, int count, CancellationToken cancellationToken)
    {
        (VersionStamp, VersionStamp) pair = (before.Stamp, now.Stamp);
        if (_kept.TryGetValue(pair, out IReadOnlyList<FacilityChange>? known) && known is not null)
        {
            return Page(known, after, count);
        }

        await _comparing.WaitAsync(cancellationToken);
        try
        {
            // Somebody else may have compared them meanwhile.
            if (!_kept.TryGetValue(pair, out known))
            {
                List<FacilityChange> all = await ReadAsync(before, now, null, MostChanges + 1, cancellationToken);
                if (_kept.Count >= MostKept)
                {
                    _kept.Clear();
                }

                _kept[pair] = known = all.Count > MostChanges ? null : all;
            }

            return known is null ? await ReadAsync(before, now, after, count, cancellationToken) : Page(known, after, count);
        }
        finally
        {
            _comparing.Release();
        }
    }

    public void Dispose() => _comparing.Dispose();

    private static List<FacilityChange> Page(IReadOnlyList<FacilityChange> changes, string? after, int count) =>
        [.. changes.Where(change => after is null || string.CompareOrdinal(change.Id, after) > 0).Take(count)];

    private async Task<List<FacilityChange>> ReadAsync(
        DirectoryManifest before, DirectoryManifest now, string? after, int count, CancellationToken cancellationToken)
    {
        List<FacilityChange> found = [];
        await foreach (FacilityChange change in VersionComparison.ChangesAsync(
            stored.FacilitiesAsync(before, after, cancellationToken), stored.FacilitiesAsync(now, after, cancellationToken), cancellationToken))
        {
            found.Add(change);
            if (found.Count == count)
            {
                break;
            }
        }

        return found;
    }
}
