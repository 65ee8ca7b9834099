using Locator.Search;
using Locator.Versions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocatorApi.Tests;

/// <summary>An engine that answers whatever a test wants, to see what becomes of its failures.</summary>
public sealed class StubEngine(Func<VersionStamp, IReadOnlyList<SearchQuery>, CancellationToken, Task<IReadOnlyList<SearchAnswer>>> answer)
    : ISearchEngine
{
    public string Name => "stub";

    public static Action<IServiceCollection> Failing(Func<Exception> failure) =>
        services => services.Replace(ServiceDescriptor.Singleton<ISearchEngine>(
            new StubEngine((_, _, _) => Task.FromException<IReadOnlyList<SearchAnswer>>(failure()))));

    public Task<IReadOnlyList<VersionStamp>> VersionsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<VersionStamp>>([]);

    public Task<IReadOnlyList<SearchAnswer>> SearchAsync(
        VersionStamp version, IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken) =>
        answer(version, queries, cancellationToken);

    /// <summary>Fails as a search would; counts nothing otherwise.</summary>
    public async Task<TileAnswer> CountTilesAsync(VersionStamp version, TileQuery query, CancellationToken cancellationToken)
    {
        await answer(version, [query.Search], cancellationToken);
        return new TileAnswer { Total = 0, UnknownHidden = 0, WithoutPoint = 0, Tiles = [] };
    }

    /// <summary>Fails as a search would; finds nothing otherwise.</summary>
    public async Task<IReadOnlyList<FacilityRecord>> FacilitiesAsync(
        VersionStamp version, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        await answer(version, [], cancellationToken);
        return [];
    }
}
