using Locator.Facilities;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Serving;

namespace LocatorApi.Filters;

/// <summary>How many facilities of what is served state each value of each filter: counted by the engine once for each version.</summary>
internal sealed class FilterCounts(ServedDirectory directories, ISearchEngine engine, Vocabulary vocabulary)
{
    /// <summary>All values of all groups of this program's vocabulary.</summary>
    private readonly SearchQuery _everything = new()
    {
        Limit = 0,
        Facets = [.. vocabulary.Groups.Select(group => new FacetRequest(group.Name, [.. group.Values.Select(value => value.Token)]))],
    };

    private volatile Counted? _last;

    private sealed record Counted(VersionStamp Version, IReadOnlyList<FacetCounts> Groups);

    /// <summary>The counts by group, in the order of the vocabulary, and the version that they are of.</summary>
    /// <exception cref="SearchUnavailableException">The engine does not answer.</exception>
    public async Task<(IReadOnlyList<FacetCounts> Groups, ServedVersion Version)> OfAsync(ServedVersion version, CancellationToken cancellationToken) =>
        _last is { } last && last.Version == version.Stamp
            ? (last.Groups, version)
            : await directories.AskCurrentAsync(version, CountAsync, cancellationToken);

    private async Task<(IReadOnlyList<FacetCounts> Groups, ServedVersion Version)> CountAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        SearchAnswer answer = (await engine.SearchAsync(version.Stamp, [_everything], cancellationToken))[0];
        _last = new Counted(version.Stamp, answer.Facets);
        return (answer.Facets, version);
    }
}
