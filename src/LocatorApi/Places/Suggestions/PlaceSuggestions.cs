using Locator.Places;
using Locator.Search;
using LocatorApi.Http;
using LocatorApi.Notices;
using LocatorApi.Search.Parameters;
using LocatorApi.Serving;

namespace LocatorApi.Places.Suggestions;

/// <summary>Answers who types: from the tables of places and words, and the engine's names of facilities.</summary>
internal sealed partial class PlaceSuggestions(
    Gazetteer gazetteer, CountySuggestions counties, CareSuggestions care, ServedDirectory directories, ISearchEngine engine, NoticeBoard notices,
    ILogger<PlaceSuggestions> logger)
{
    private readonly OriginRules _origins = new(gazetteer);

    /// <summary>What is asked; null with errors.</summary>
    public AskedSuggestions? Read(RawParameters raw, ParameterErrors errors) => AskedSuggestions.Read(raw, _origins, errors);

    public async Task<PlacesAnswer> OfAsync(AskedSuggestions asked, CancellationToken cancellationToken)
    {
        IReadOnlyList<Ranked>? facilities = await FacilitiesAsync(asked, cancellationToken);
        IReadOnlyList<Suggestion> suggestions = Ranked.Merge(
            [
                care.Of(asked),
                ZipSuggestions.Of(asked, gazetteer),
                CitySuggestions.Of(asked, Cities.Bundled, gazetteer),
                counties.Of(asked),
                facilities ?? [],
            ],
            asked.Limit);
        return new PlacesAnswer(suggestions, facilities is not null, notices.Of(directories.Current?.Manifest));
    }

    /// <summary>Null while no engine answers: a city is found all the same.</summary>
    private async Task<IReadOnlyList<Ranked>?> FacilitiesAsync(AskedSuggestions asked, CancellationToken cancellationToken)
    {
        if (directories.Current is not { } directory)
        {
            return null;
        }

        try
        {
            return await directories.AskCurrentAsync(
                directory, (version, token) => FacilitySuggestions.OfAsync(asked, engine, version.Stamp, token), cancellationToken);
        }
        catch (SearchUnavailableException unavailable)
        {
            LogUnavailable(unavailable.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Suggestions were made without the names of facilities: {Reason}")]
    private partial void LogUnavailable(string reason);
}
