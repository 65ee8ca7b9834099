using Locator.Indexing;
using Locator.Versions;

namespace Locator.Search;

/// <summary>What answers searches, and facilities by id: an index of one or more directory versions.</summary>
public interface ISearchEngine
{
    /// <summary>The engine's name in settings and health answers: embedded, postgis or elasticsearch.</summary>
    string Name { get; }

    /// <summary>The versions that it can answer from at this moment.</summary>
    /// <exception cref="SearchUnavailableException">The engine cannot answer now.</exception>
    Task<IReadOnlyList<VersionStamp>> VersionsAsync(CancellationToken cancellationToken);

    /// <summary>A sentence for the operator about what endangers the engine although it answers; null when nothing is known.</summary>
    /// <exception cref="SearchUnavailableException">The engine cannot answer now.</exception>
    Task<string?> ConcernAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>What the engine says of itself, and who would answer a search of a version now. Never throws for an engine that does not answer.</summary>
    /// <param name="version">The version that would be searched; null where there is none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    async Task<EngineStatus> StatusAsync(VersionStamp? version, CancellationToken cancellationToken)
    {
        EngineState state = await EngineState.OfAsync(this, version, cancellationToken);
        return new EngineStatus(state, IsDegraded: false, [state]);
    }

    /// <summary>Answers all queries from one named version, in one round trip, in their order.</summary>
    /// <exception cref="VersionGoneException">The engine does not hold that version (any more).</exception>
    /// <exception cref="SearchUnavailableException">The engine cannot answer now; nothing partial is ever returned.</exception>
    Task<IReadOnlyList<SearchAnswer>> SearchAsync(
        VersionStamp version, IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken);

    /// <summary>Counts the facilities of one named version in a box by tiles of the map, in one round trip.</summary>
    /// <exception cref="VersionGoneException">The engine does not hold that version (any more).</exception>
    /// <exception cref="SearchUnavailableException">The engine cannot answer now; nothing partial is ever returned.</exception>
    Task<TileAnswer> CountTilesAsync(VersionStamp version, TileQuery query, CancellationToken cancellationToken);

    /// <summary>Facilities of one named version by their ids, in any order. An id that the version does not have is left out.</summary>
    /// <param name="version">The version.</param>
    /// <param name="ids">Ids, at most 100. Any text is an id: one that is none is not found.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="VersionGoneException">The engine does not hold that version (any more).</exception>
    /// <exception cref="SearchUnavailableException">The engine cannot answer now; nothing partial is ever returned.</exception>
    Task<IReadOnlyList<FacilityRecord>> FacilitiesAsync(
        VersionStamp version, IReadOnlyList<string> ids, CancellationToken cancellationToken);
}

/// <summary>A facility as an engine keeps it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Document">Its own part of an answer, the same bytes as in every search of the version.</param>
/// <param name="Programs">The raw service codes that its programs state, in the order of the programs.</param>
public sealed record FacilityRecord(string Id, FacilityDocument Document, IReadOnlyList<ProgramCodes> Programs);

/// <summary>What one program states.</summary>
/// <param name="ProgramId">The program's id.</param>
/// <param name="Codes">SAMHSA's service codes, sorted ordinally.</param>
public sealed record ProgramCodes(string ProgramId, IReadOnlyList<string> Codes);

/// <summary>An engine cannot answer now. The message never holds anything of a search.</summary>
public sealed class SearchUnavailableException(string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Whether somebody has to mend something: a setting is wrong, or what is searched was made by another release. Otherwise it may pass by itself.</summary>
    public bool IsFault { get; init; }
}
