using Locator.Facilities;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Serving;

namespace LocatorApi.History;

/// <summary>Directory versions as the store keeps them: read facility by facility, never held.</summary>
internal sealed class StoredDirectory(IVersionReader store, ServedDirectory directories)
{
    /// <summary>
    /// The manifest of a version that is kept: the served one, or one that ever was current. Null where there is none, or none
    /// that can be read.
    /// </summary>
    /// <exception cref="SearchUnavailableException">The store cannot be reached.</exception>
    public async Task<DirectoryManifest?> FindAsync(VersionId id, CancellationToken cancellationToken) =>
        directories.Current is { } current && current.Stamp.Id == id
            ? current.Manifest
            : (await ReachedAsync(() => store.ListAsync(cancellationToken)))
                .FirstOrDefault(version => version.Id == id && version.WasCurrent)?.Manifest;

    /// <summary>Whether that version ever was, though it may be kept no longer.</summary>
    /// <exception cref="SearchUnavailableException">The store cannot be reached.</exception>
    public Task<bool> WasGivenAsync(VersionId id, CancellationToken cancellationToken) =>
        ReachedAsync(() => store.WasGivenAsync(id, cancellationToken));

    /// <summary>The facilities of a version, those of the bundled sample too (<see cref="IVersionReader.FacilitiesAfterAsync"/>).</summary>
    public IAsyncEnumerable<Facility> FacilitiesAsync(DirectoryManifest manifest, string? after, CancellationToken cancellationToken) =>
        manifest.Kind == DirectoryKind.Sample
            ? SampleAsync(after, cancellationToken)
            : store.FacilitiesAfterAsync(manifest, after, cancellationToken);

    private static async IAsyncEnumerable<Facility> SampleAsync(
        string? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Facility facility in (await SampleDirectory.LoadAsync(cancellationToken)).Facilities)
        {
            if (after is null || string.CompareOrdinal(facility.Id, after) > 0)
            {
                yield return facility;
            }
        }
    }

    private static async Task<T> ReachedAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (StoreUnavailableException exception)
        {
            throw new SearchUnavailableException(exception.Message, exception);
        }
    }
}
