using Locator.Search;
using Locator.Versions;
using LocatorApi.History;
using LocatorApi.Serving;

namespace LocatorApi.Facilities;

/// <summary>What became of facilities whose ids somebody saved.</summary>
/// <param name="Version">The directory version that answers.</param>
/// <param name="Found">Those that the directory has, in the order of the ids.</param>
/// <param name="Withdrawn">Those that it had.</param>
/// <param name="Unknown">Ids of which nothing is known.</param>
internal sealed record SavedFacilities(
    ServedVersion Version,
    IReadOnlyList<FacilityRecord> Found,
    IReadOnlyList<(string Id, Withdrawal Withdrawal)> Withdrawn,
    IReadOnlyList<string> Unknown)
{
    /// <summary>Looks ids up, each of which stands there once.</summary>
    /// <exception cref="SearchUnavailableException">The engine does not answer; or, for ids that are missing, the store does not.</exception>
    public static async Task<SavedFacilities> OfAsync(
        IReadOnlyList<string> ids, ServedVersion current, ServedDirectory directories, ISearchEngine engine, WithdrawnFacilities withdrawn, CancellationToken cancellationToken)
    {
        (IReadOnlyList<FacilityRecord> found, ServedVersion version) = await directories.AskCurrentAsync(
            current, async (asked, token) => (await engine.FacilitiesAsync(asked.Stamp, ids, token), asked), cancellationToken);
        Dictionary<string, FacilityRecord> byId = found.ToDictionary(facility => facility.Id, StringComparer.Ordinal);
        string[] missing = [.. ids.Where(id => !byId.ContainsKey(id))];
        IReadOnlyDictionary<string, Withdrawal> gone = missing.Length == 0
            ? new Dictionary<string, Withdrawal>()
            : await withdrawn.OfAsync(version, cancellationToken);
        return new SavedFacilities(
            version,
            [.. ids.Where(byId.ContainsKey).Select(id => byId[id])],
            [.. missing.Where(gone.ContainsKey).Select(id => (id, gone[id]))],
            [.. missing.Where(id => !gone.ContainsKey(id))]);
    }
}
