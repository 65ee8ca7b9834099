namespace Locator.Search;

/// <summary>What answers searches: an index of one or more directory versions.</summary>
public interface ISearchEngine
{
    /// <summary>The engine's name in settings and health answers: embedded, postgis or elasticsearch.</summary>
    string Name { get; }

    /// <summary>The versions that it can answer from at this moment.</summary>
    /// <exception cref="SearchUnavailableException">The engine cannot answer now.</exception>
    Task<IReadOnlyList<HeldVersion>> VersionsAsync(CancellationToken cancellationToken);

    /// <summary>A sentence for the operator about what endangers the engine although it answers; null when nothing is known.</summary>
    /// <exception cref="SearchUnavailableException">The engine cannot answer now.</exception>
    Task<string?> ConcernAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>Answers all queries from one named version, in one round trip, in their order.</summary>
    /// <exception cref="VersionGoneException">The engine does not hold that version (any more).</exception>
    /// <exception cref="SearchUnavailableException">The engine cannot answer now; nothing partial is ever returned.</exception>
    Task<IReadOnlyList<SearchAnswer>> SearchAsync(
        string version, IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken);
}

/// <summary>A directory version in an engine.</summary>
/// <param name="Version">Its id.</param>
/// <param name="ContentSha256">
/// The hash of its content, as in <see cref="Versions.DirectoryManifest.ContentSha256"/>: a store made anew gives the same ids again.
/// </param>
public sealed record HeldVersion(string Version, string ContentSha256);

/// <summary>The engine or store does not hold the directory version asked for.</summary>
public sealed class VersionGoneException(string version)
    : Exception($"The directory version {version} is not held here (any more).")
{
    /// <summary>The version asked for.</summary>
    public string Version { get; } = version;
}

/// <summary>An engine cannot answer now. The message never holds anything of a search.</summary>
public sealed class SearchUnavailableException(string message, Exception? innerException = null)
    : Exception(message, innerException);
