using Locator.Versions;

namespace Locator.Search;

/// <summary>What answers searches at this moment.</summary>
/// <param name="Answering">The engine that the next search goes to.</param>
/// <param name="IsDegraded">Whether that is another one than usual.</param>
/// <param name="Engines">All engines: the usual one first.</param>
public sealed record EngineStatus(EngineState Answering, bool IsDegraded, IReadOnlyList<EngineState> Engines);

/// <summary>What one engine says of itself at this moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Answers">Whether it answers at all.</param>
/// <param name="Held">The content that it holds under the id of the version asked for; null where it holds none, or none was asked for.</param>
/// <param name="Agrees">Whether that is the content asked for.</param>
/// <param name="Problem">A sentence for the operator; null when all is well.</param>
public sealed record EngineState(string Name, bool Answers, VersionStamp? Held, bool Agrees, string? Problem)
{
    /// <summary>Asks an engine.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="version">The version that would be searched; null where there is none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<EngineState> OfAsync(ISearchEngine engine, VersionStamp? version, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<VersionStamp> versions = await engine.VersionsAsync(cancellationToken);
            // Another content of the same id only where the one asked for is not held.
            VersionStamp[] held = [.. versions.Where(held => held.Id == version?.Id).OrderByDescending(held => held == version)];
            VersionStamp? best = held is [var first, ..] ? first : null;
            bool agrees = version is not null && best == version;
            string? problem = version is null || agrees ? await engine.ConcernAsync(cancellationToken)
                : best is null ? $"The engine {engine.Name} does not hold the directory version {version}: publish it there."
                : $"The engine {engine.Name} holds another directory as version {version} than the store: import the files again.";
            return new EngineState(engine.Name, Answers: true, best, agrees, problem);
        }
        catch (SearchUnavailableException failure)
        {
            return Away(engine.Name, failure.Message);
        }
    }

    /// <summary>The state of an engine that does not answer.</summary>
    public static EngineState Away(string name, string problem) => new(name, Answers: false, null, Agrees: false, problem);
}
