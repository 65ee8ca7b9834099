namespace Locator.Versions;

/// <summary>
/// The directory versions that a process answers from: looks every two seconds which one is current in the store, has it made
/// answerable beside the old one and swaps. A damaged version is refused and the old one goes on serving; <see cref="Problem"/>
/// says so. Of a version only the manifest and its counts are kept.
/// </summary>
/// <param name="store">Where the versions are.</param>
/// <param name="prepare">
/// Makes a version answerable: has it loaded, or asks the engine on a server whether it holds it. A sentence when it cannot be
/// answered from (yet), null when it can; a <see cref="DamagedVersionException"/> where it never can. Runs on the thread that polls.
/// </param>
/// <param name="sample">Makes the sample answerable and gives its manifest. Null: the sample is never served, because no server holds it.</param>
/// <param name="time">Gives the rhythm of polling.</param>
/// <param name="keepVersions">How many versions served before can still be answered from, so that cursors go on; 0 or more.</param>
/// <param name="onChange">Told a sentence for the log whenever what is served, or the problem, changes; may be null.</param>
public sealed class ServedVersions(
    IVersionReader store,
    Func<DirectoryManifest, CancellationToken, Task<string?>> prepare,
    Func<CancellationToken, Task<DirectoryManifest>>? sample,
    TimeProvider time,
    int keepVersions = 2,
    Action<string>? onChange = null)
{
    /// <summary>How often the store is asked which version is current. Watching the file misses changes on mounts.</summary>
    public static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(2);

    /// <summary>How long a version that was refused is left alone before it is read again: it may have been restored.</summary>
    public static readonly TimeSpan RetryRefusedAfter = TimeSpan.FromMinutes(1);

    private volatile State _state = new([], null);

    /// <summary>What was found damaged last; a lost pointer has no stamp.</summary>
    private (VersionStamp? Version, DateTimeOffset At)? _refused;

    /// <summary>What is served; null until <see cref="PollAsync"/> has found something whole.</summary>
    public ServedVersion? Current => _state.Served is [var current, ..] ? current : null;

    /// <summary>The versions that can be answered from: the current one, then those served before it.</summary>
    public IReadOnlyList<ServedVersion> Versions => _state.Served;

    /// <summary>A sentence for the operator while the store's current version is not what is served; null when all is well.</summary>
    public string? Problem => _state.Problem;

    /// <summary>The served version of that content, or null.</summary>
    public ServedVersion? Find(VersionStamp version) => _state.Served.FirstOrDefault(served => served.Stamp == version);

    /// <summary>
    /// Looks once and swaps where another version is current. The first call finds what the process starts with: the current
    /// version, else the newest whole one that ever was current with a <see cref="Problem"/>, and the sample only where none ever
    /// was. What is wrong with the store never throws. One call at a time: await the first, then run <see cref="RunAsync"/>.
    /// </summary>
    public async Task PollAsync(CancellationToken cancellationToken)
    {
        State before = _state;
        State after = await NextAsync(before, cancellationToken);
        _state = after;
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
        VersionStamp? wanted = null;
        string problem;
        try
        {
            CurrentPointer pointer = await store.CurrentAsync(cancellationToken);
            wanted = pointer.Stamp;
            switch (pointer.State)
            {
                case PointerState.NeverPublished:
                    // What is served stays: a store that was emptied must not bring invented facilities back.
                    return before.Served.Count > 0 ? before
                        : sample is null ? new State([], "No directory version was published yet.")
                        : new State([Served(await sample(cancellationToken))], null);
                case PointerState.Set when before.Served is [var current, ..] && current.Stamp == wanted:
                    _refused = null;
                    return before with { Problem = null };
                case PointerState.Set when IsRefused(wanted):
                    return before;
                case PointerState.Set:
                    (ServedVersion? next, string? sentence) = await ServableAsync(pointer.Id!.Value, cancellationToken);
                    if (next is not null)
                    {
                        _refused = null;
                        return new State(Put(next, before), null);
                    }

                    // Asked again at the next look: it may be published there at any moment.
                    return before.Served.Count > 0 ? before with { Problem = sentence } : await NewestWholeAsync(wanted, sentence!, cancellationToken);
                default:
                    problem = pointer.Problem!;
                    break;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            problem = e is VersionGoneException ? $"The current directory version {wanted} is missing from the store." : e.Message;
        }

        bool lookedBefore = wanted is null && IsRefused(wanted);
        if (!lookedBefore)
        {
            _refused = (wanted, time.GetUtcNow());
        }

        return before.Served.Count > 0 || lookedBefore
            ? before with { Problem = problem }
            : await NewestWholeAsync(wanted, problem, cancellationToken);
    }

    /// <summary>The version, answerable now; else why it is not.</summary>
    private async Task<(ServedVersion? Version, string? Problem)> ServableAsync(VersionId id, CancellationToken cancellationToken)
    {
        DirectoryManifest manifest = await store.ManifestAsync(id, cancellationToken);
        if (Find(manifest.Stamp) is { } known)
        {
            return (known, null);
        }

        return await prepare(manifest, cancellationToken) is { } problem
            ? (null, problem)
            : (new ServedVersion(manifest, await store.CountsAsync(manifest, cancellationToken)), null);
    }

    private async Task<State> NewestWholeAsync(VersionStamp? refused, string problem, CancellationToken cancellationToken)
    {
        try
        {
            foreach (StoredVersion version in await store.ListAsync(cancellationToken))
            {
                if (version is not { WasCurrent: true, Manifest: { } manifest } || manifest.Stamp == refused)
                {
                    continue;
                }

                try
                {
                    if ((await ServableAsync(version.Id, cancellationToken)).Version is { } whole)
                    {
                        return new State([whole], problem);
                    }
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

    private bool IsRefused(VersionStamp? version) =>
        _refused is { } last && last.Version == version && time.GetUtcNow() - last.At < RetryRefusedAfter;

    private static ServedVersion Served(DirectoryManifest sample) => new(sample, sample.Counts!);

    /// <summary>The new one in front; the sample goes for good as soon as there is a real directory.</summary>
    private List<ServedVersion> Put(ServedVersion next, State before) =>
        [next, .. before.Served
            .Where(served => served.Stamp != next.Stamp && served.Manifest.Kind != DirectoryKind.Sample)
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

    private sealed record State(IReadOnlyList<ServedVersion> Served, string? Problem);
}

/// <summary>One version that is answered from.</summary>
/// <param name="Manifest">What it says of itself.</param>
/// <param name="Counts">What its facts amount to.</param>
public sealed record ServedVersion(DirectoryManifest Manifest, DirectoryCounts Counts)
{
    /// <summary>Names its content.</summary>
    public VersionStamp Stamp { get; } = Manifest.Stamp;
}
