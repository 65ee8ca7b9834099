using Locator.Search;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocatorApi.Tests;

/// <summary>An engine that answers whatever a test wants, to see what becomes of its failures.</summary>
public sealed class StubEngine(Func<string, IReadOnlyList<SearchQuery>, CancellationToken, Task<IReadOnlyList<SearchAnswer>>> answer)
    : ISearchEngine
{
    public string Name => "stub";

    public static Action<IServiceCollection> Failing(Func<Exception> failure) =>
        services => services.Replace(ServiceDescriptor.Singleton<ISearchEngine>(
            new StubEngine((_, _, _) => Task.FromException<IReadOnlyList<SearchAnswer>>(failure()))));

    public Task<IReadOnlyList<HeldVersion>> VersionsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<HeldVersion>>([]);

    public Task<IReadOnlyList<SearchAnswer>> SearchAsync(
        string version, IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken) =>
        answer(version, queries, cancellationToken);
}
