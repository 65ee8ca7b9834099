using Locator.Search;
using Locator.Versions;

namespace LocatorApi.Health;

/// <summary>What one engine says of itself at this moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Answers">Whether it answers at all.</param>
/// <param name="Holds">Whether it holds the version that is served, with whatever content.</param>
/// <param name="Agrees">Whether it holds the version that is served, with the same content.</param>
/// <param name="Problem">A sentence for the operator; null when all is well.</param>
internal sealed record EngineCheck(string Name, bool Answers, bool Holds, bool Agrees, string? Problem)
{
    /// <summary>Asks an engine; takes no longer than the time-out, whatever the engine does.</summary>
    public static async Task<EngineCheck> OfAsync(
        ISearchEngine engine, DirectoryManifest? served, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await AskAsync(engine, served, either.Token).WaitAsync(either.Token);
        }
        catch (SearchUnavailableException failure)
        {
            return new EngineCheck(engine.Name, Answers: false, Holds: false, Agrees: false, failure.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new EngineCheck(engine.Name, Answers: false, Holds: false, Agrees: false, $"The engine {engine.Name} did not answer in time.");
        }
    }

    private static async Task<EngineCheck> AskAsync(ISearchEngine engine, DirectoryManifest? served, CancellationToken cancellationToken)
    {
        HeldVersion? held = (await engine.VersionsAsync(cancellationToken)).FirstOrDefault(version => version.Version == served?.Version);
        bool agrees = held is not null && held.ContentSha256 == served!.ContentSha256;
        string? problem = served is null || agrees ? await engine.ConcernAsync(cancellationToken)
            : held is null ? $"The engine {engine.Name} does not hold the directory version that is served."
            : $"The engine {engine.Name} holds another directory as version {held.Version} than the store: import the files again.";
        return new EngineCheck(engine.Name, Answers: true, held is not null, agrees, problem);
    }
}
