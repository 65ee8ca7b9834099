using Locator.Facilities;
using Locator.Publishing;
using Locator.Versions;

namespace Locator.Postgis;

/// <summary>Keeps directory versions in PostGIS, where <see cref="PostgisEngine"/> searches them.</summary>
/// <remarks>
/// <para>A version is made in one transaction, its index included, so that a crash at any moment leaves nothing of it. Its tables
/// never change.</para>
/// <para>Old versions go in two steps: retired first, when nothing new is answered from them, and dropped by a later import,
/// when the last search that had begun before is over.</para>
/// </remarks>
/// <param name="connections">Reading suffices where nothing is published. <see cref="PostgisSchema.MigrateAsync"/> has made the schema.</param>
/// <param name="time">Measures how long to wait for another import.</param>
public sealed class PostgisVersionStorage(PostgisConnections connections, TimeProvider time) : IVersionStorage
{
    private readonly VersionRows _rows = new(connections);
    private readonly StoredFacts _facts = new(connections, new VersionRows(connections));
    private readonly FactBlocks _blocks = new(connections, new VersionRows(connections));

    /// <inheritdoc/>
    public string Place => connections.Target;

    /// <inheritdoc/>
    /// <remarks>True: a version's tables never change, so its index cannot be made again.</remarks>
    public bool HoldsIndex => true;

    /// <summary>Called after each step of writing; tests look at the database, or fail, there.</summary>
    internal Action<string>? AfterStep { get; init; }

    /// <summary>How long an import waits for another one.</summary>
    internal TimeSpan LongestWait { get; init; } = PostgisImportLock.LongestWait;

    /// <summary>How long after its retirement a version is dropped: longer than any statement may run that had begun before.</summary>
    internal TimeSpan DropAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => PostgisSchema.CheckAsync(connections, cancellationToken);

    /// <inheritdoc/>
    public Task<CurrentPointer> CurrentAsync(CancellationToken cancellationToken) => _rows.CurrentAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredVersion>> ListAsync(CancellationToken cancellationToken) => _rows.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<DirectoryManifest> ManifestAsync(VersionId id, CancellationToken cancellationToken) => _rows.ManifestAsync(id, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Facility> FacilitiesAsync(DirectoryManifest manifest, CancellationToken cancellationToken) =>
        _facts.FacilitiesAsync(manifest, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Every block is a statement of its own.</remarks>
    public IAsyncEnumerable<Facility> FacilitiesAfterAsync(DirectoryManifest manifest, string? after, CancellationToken cancellationToken) =>
        _blocks.FacilitiesAfterAsync(manifest, after, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> WasGivenAsync(VersionId id, CancellationToken cancellationToken) => _rows.WasGivenAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SiteIdentity>> SitesAsync(VersionId id, CancellationToken cancellationToken) => _facts.SitesAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlySet<string>> MintedIdsAsync(CancellationToken cancellationToken) => _rows.MintedIdsAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>What is searched is counted: as many facilities and programs as the manifest says.</remarks>
    public async Task<string?> ProblemAsync(VersionId id, CancellationToken cancellationToken)
    {
        try
        {
            DirectoryManifest manifest = await ManifestAsync(id, cancellationToken);
            await foreach (Facility _ in FacilitiesAsync(manifest, cancellationToken))
            {
            }

            await SitesAsync(id, cancellationToken);
            return await _facts.IndexProblemAsync(manifest, cancellationToken);
        }
        catch (DamagedVersionException e)
        {
            return e.Problem;
        }
        catch (VersionGoneException)
        {
            return "it is gone.";
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Waits up to a minute for another import. A retired version that cannot be dropped now, because it is still read or because
    /// somebody made a view on its tables, is left for the next import.
    /// </remarks>
    public async Task<IStorageLock> LockAsync(CancellationToken cancellationToken)
    {
        PostgisImportLock held = await connections.ExplainedAsync(
            () => PostgisImportLock.TakeAsync(connections, time, LongestWait, cancellationToken), cancellationToken);
        PostgisStorageLock taken = new(connections, held, AfterStep);
        try
        {
            await taken.DropRetiredAsync(DropAfter, cancellationToken);
            return taken;
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }
    }
}
