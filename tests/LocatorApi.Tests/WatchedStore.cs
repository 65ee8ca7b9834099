using System.Runtime.CompilerServices;
using Locator.Facilities;
using Locator.Versions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocatorApi.Tests;

/// <summary>A store of which a test sees every facility that an export or a comparison reads, and whose reading it can end.</summary>
public sealed class WatchedStore(IVersionReader inner) : IVersionReader
{
    /// <summary>Called for each facility.</summary>
    public Action OnFacility { get; init; } = () => { };

    /// <summary>Called behind the last one.</summary>
    public Action<DirectoryManifest> AtEnd { get; init; } = _ => { };

    /// <summary>Called before the identities are read.</summary>
    public Action OnSites { get; init; } = () => { };

    /// <summary>Has an API read from its store through one of these.</summary>
    public static Action<IServiceCollection> Of(Func<IVersionReader, WatchedStore> make) => services =>
    {
        ServiceDescriptor store = services.Last(service => service.ServiceType == typeof(IVersionReader));
        services.Replace(ServiceDescriptor.Singleton<IVersionReader>(provider => make((IVersionReader)store.ImplementationFactory!(provider))));
    };

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public Task<CurrentPointer> CurrentAsync(CancellationToken cancellationToken) => inner.CurrentAsync(cancellationToken);

    public Task<IReadOnlyList<StoredVersion>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public Task<DirectoryManifest> ManifestAsync(VersionId id, CancellationToken cancellationToken) => inner.ManifestAsync(id, cancellationToken);

    public IAsyncEnumerable<Facility> FacilitiesAsync(DirectoryManifest manifest, CancellationToken cancellationToken) =>
        inner.FacilitiesAsync(manifest, cancellationToken);

    public async IAsyncEnumerable<Facility> FacilitiesAfterAsync(
        DirectoryManifest manifest, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (Facility facility in inner.FacilitiesAfterAsync(manifest, after, cancellationToken))
        {
            OnFacility();
            yield return facility;
        }

        AtEnd(manifest);
    }

    public Task<bool> WasGivenAsync(VersionId id, CancellationToken cancellationToken) => inner.WasGivenAsync(id, cancellationToken);

    public Task<IReadOnlyList<SiteIdentity>> SitesAsync(VersionId id, CancellationToken cancellationToken)
    {
        OnSites();
        return inner.SitesAsync(id, cancellationToken);
    }

    public Task<IReadOnlySet<string>> MintedIdsAsync(CancellationToken cancellationToken) => inner.MintedIdsAsync(cancellationToken);
}
