using Locator.Facilities;
using Locator.Search;

namespace Locator.Versions;

/// <summary>
/// The directory versions that a process answers from: loads the store's current version, looks every two seconds whether
/// another one is current, builds its index beside the old one and swaps. A damaged version is refused and the old one
/// goes on serving; <see cref="Problem"/> says so.
/// </summary>
/// <typeparam name="TIndex">What is built from a version before it is served.</typeparam>
/// <param name="store">Where the versions are.</param>
/// <param name="buildIndex">Builds the index of a version; runs on the thread that polls.</param>
/// <param name="time">Gives the rhythm of polling.</param>
/// <param name="keepVersions">How many versions served before stay in memory, so that cursors go on; 0 or more.</param>
/// <param name="onChange">Told a sentence for the log whenever what is served, or the problem, changes; may be null.</param>
/// <param name="whyNotSearched">
/// For an engine on a server: a sentence when it cannot search a version (yet), null when it can. Such a version is not served,
/// and neither is the sample, which no server holds. Null: what is built from a version searches it.
/// </param>
public sealed class ServedDirectory<TIndex>(
    IDirectoryStore store,
    Func<DirectoryVersion, TIndex> buildIndex,
    TimeProvider time,
    int keepVersions = 2,
    Action<string>? onChange = null,
    Func<DirectoryManifest, CancellationToken, Task<string?>>? whyNotSearched = null)
{
    /// <summary>How often the store is asked which version is current. Watching the file misses changes on mounts.</summary>
    public static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(2);

    /// <summary>How long a version that was refused is left alone before it is read again: it may have been restored.</summary>
    public static readonly TimeSpan RetryRefusedAfter = TimeSpan.FromMinutes(1);

    private volatile State state = new([], null);
    private (string? Version, DateTimeOffset At)? refused;

    /// <summary>What is served; null until <see cref="PollAsync"/> has found something whole.</summary>
    public ServedVersion<TIndex>? Current => state.Served is [var current, ..] ? current : null;

    /// <summary>The versions that can be answered from: the current one, then those served before it.</summary>
    public IReadOnlyList<ServedVersion<TIndex>> Versions => state.Served;

    /// <summary>A sentence for the operator while the store's current version is not what is served; null when all is well.</summary>
    public string? Problem => state.Problem;

    /// <summary>The served version of that id, or null.</summary>
    public ServedVersion<TIndex>? Find(string version) =>
        state.Served.FirstOrDefault(served => served.Manifest.Version == version);

    /// <summary>
    /// Looks once and swaps where another version is current. The first call loads what the process starts with: the
    /// current version, else the newest whole one with a <see cref="Problem"/>, and the sample only where the store has
    /// never held a version. What is wrong with the store never throws. One call at a time: await the first, then run
    /// <see cref="RunAsync"/>.
    /// </summary>
    public async Task PollAsync(CancellationToken cancellationToken)
    {
        State before = state;
        State after = await NextAsync(before, cancellationToken);
        state = after;
        Tell(before, after);
    }

    /// <summary>Polls until it is cancelled; returns then.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(PollEvery, time);
        try
        {
            do
            {
                await PollAsync(cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to end.
        }
    }

    private async Task<State> NextAsync(State before, CancellationToken cancellationToken)
    {
        string? wanted = null;
        string problem;
        try
        {
            wanted = await store.CurrentAsync(cancellationToken);
            if (wanted is null)
            {
                // Never held one. What is served stays: a store that was emptied must not bring invented facilities back.
                return before.Served.Count > 0 ? before
                    : whyNotSearched is not null ? new State([], "No directory version was published yet.")
                    : new State([Build(await SampleDirectory.LoadAsync(cancellationToken))], null);
            }

            if (before.Served is [var current, ..] && current.Manifest.Version == wanted)
            {
                refused = null;
                return before with { Problem = null };
            }

            if (IsRefused(wanted))
            {
                return before;
            }

            if (await WhyNotAsync(wanted, cancellationToken) is { } sentence)
            {
                // Asked again at the next look: it may be published there at any moment.
                return before.Served.Count > 0
                    ? before with { Problem = sentence }
                    : await NewestWholeAsync(wanted, sentence, cancellationToken);
            }

            ServedVersion<TIndex> next = Find(wanted) ?? Build(await store.LoadAsync(wanted, cancellationToken));
            refused = null;
            return new State(Put(next, before), null);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            problem = e is VersionGoneException ? $"The current directory version {wanted} is missing from the store." : e.Message;
        }

        bool searchedBefore = wanted is null && IsRefused(wanted);
        if (!searchedBefore)
        {
            refused = (wanted, time.GetUtcNow());
        }

        return before.Served.Count > 0 || searchedBefore
            ? before with { Problem = problem }
            : await NewestWholeAsync(wanted, problem, cancellationToken);
    }

    private async Task<State> NewestWholeAsync(string? damaged, string problem, CancellationToken cancellationToken)
    {
        try
        {
            foreach (DirectoryManifest manifest in await store.ListAsync(cancellationToken))
            {
                if (manifest.Version == damaged || await WhyNotAsync(manifest, cancellationToken) is not null)
                {
                    continue;
                }

                try
                {
                    return new State([Build(await store.LoadAsync(manifest.Version, cancellationToken))], problem);
                }
                catch (Exception e) when (e is DamagedVersionException or VersionGoneException)
                {
                    // The next older one, then.
                }
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            problem += " " + e.Message;
        }

        return new State([], problem);
    }

    private async Task<string?> WhyNotAsync(string version, CancellationToken cancellationToken) =>
        whyNotSearched is not null
        && (await store.ListAsync(cancellationToken)).FirstOrDefault(kept => kept.Version == version) is { } manifest
            ? await whyNotSearched(manifest, cancellationToken)
            : null;

    private async Task<string?> WhyNotAsync(DirectoryManifest manifest, CancellationToken cancellationToken) =>
        whyNotSearched is null ? null : await whyNotSearched(manifest, cancellationToken);

    private bool IsRefused(string? version) =>
        refused is { } last && last.Version == version && time.GetUtcNow() - last.At < RetryRefusedAfter;

    private ServedVersion<TIndex> Build(DirectoryVersion version) => new(version, buildIndex(version));

    /// <summary>The new one in front; the sample goes for good as soon as there is a real directory.</summary>
    private List<ServedVersion<TIndex>> Put(ServedVersion<TIndex> next, State before) =>
        [next, .. before.Served
            .Where(served => served.Manifest.Version != next.Manifest.Version && served.Manifest.Kind != DirectoryKind.Sample)
            .Take(keepVersions)];

    private void Tell(State before, State after)
    {
        if (after.Served is [var current, ..] && (before.Served.Count == 0 || before.Served[0] != current))
        {
            onChange?.Invoke($"Serving directory version {current.Manifest.Version} with {current.Manifest.Facilities} facilities.");
        }

        if (after.Problem is not null && after.Problem != before.Problem)
        {
            onChange?.Invoke(after.Problem);
        }
    }

    private sealed record State(IReadOnlyList<ServedVersion<TIndex>> Served, string? Problem);
}

/// <summary>One version in memory with its index. Immutable.</summary>
/// <typeparam name="TIndex">What was built from it.</typeparam>
public sealed class ServedVersion<TIndex>
{
    private readonly Dictionary<string, Facility> byId;

    internal ServedVersion(DirectoryVersion version, TIndex index)
    {
        Manifest = version.Manifest;
        Facilities = version.Facilities;
        Index = index;
        byId = version.Facilities.ToDictionary(facility => facility.Id, StringComparer.Ordinal);
    }

    /// <summary>What the version says of itself.</summary>
    public DirectoryManifest Manifest { get; }

    /// <summary>Its facilities, ordered by id.</summary>
    public IReadOnlyList<Facility> Facilities { get; }

    /// <summary>What was built from it.</summary>
    public TIndex Index { get; }

    /// <summary>The facility of that id, or null.</summary>
    public Facility? Find(string id) => byId.GetValueOrDefault(id);
}
