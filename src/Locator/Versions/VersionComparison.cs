using System.Runtime.CompilerServices;
using Locator.Facilities;

namespace Locator.Versions;

/// <summary>Compares two versions while reading them side by side: no more than one facility of each is in memory.</summary>
public static class VersionComparison
{
    /// <summary>What differs, ordered by id.</summary>
    /// <param name="before">The facilities of the earlier version, ordered by id.</param>
    /// <param name="after">Those of the later one, ordered by id.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async IAsyncEnumerable<FacilityChange> ChangesAsync(
        IAsyncEnumerable<Facility> before, IAsyncEnumerable<Facility> after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<Facility> old = before.GetAsyncEnumerator(cancellationToken), now = after.GetAsyncEnumerator(cancellationToken);
        Facility? left = await NextAsync(old), right = await NextAsync(now);
        while (left is not null || right is not null)
        {
            int order = left is null ? 1 : right is null ? -1 : string.CompareOrdinal(left.Id, right.Id);
            if (FacilityChange.Between(order <= 0 ? left : null, order >= 0 ? right : null) is { } change)
            {
                yield return change;
            }

            left = order <= 0 ? await NextAsync(old) : left;
            right = order >= 0 ? await NextAsync(now) : right;
        }
    }

    private static async ValueTask<Facility?> NextAsync(IAsyncEnumerator<Facility> facilities) =>
        await facilities.MoveNextAsync() ? facilities.Current : null;
}
