using Locator.Geo;
using Locator.Places;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Clusters;
using LocatorApi.Http;
using LocatorApi.Pages.Forms;
using LocatorApi.Search.Parameters;
using LocatorApi.Serving;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.Pages.Map;

/// <summary>
/// Finds what fits a search in the window of a map: as many facilities as there are, wherever the list of that search ends. Filters and
/// words mean what they mean in the list.
/// </summary>
internal sealed class MapSearches(
    ClusterParameters clusters, SearchParameters search, ServedDirectory directories, ISearchEngine engine, Gazetteer gazetteer)
{
    /// <summary>By how many levels tiles grow where there are too many: each try costs as much as a search.</summary>
    private const int Coarser = 3;

    /// <summary>What the list needs besides: where it starts from, how far it goes and which page of it is meant.</summary>
    private readonly HashSet<string> _ofTheList =
        [.. search.All.Select(parameter => parameter.Name).Except(clusters.All.Select(parameter => parameter.Name), StringComparer.Ordinal)];

    /// <param name="form">The form of the search, with the window (bbox) and the zoom.</param>
    /// <param name="cancellationToken">Stops answering.</param>
    public async Task<Results<JsonBody<MapMatches>, ProblemHttpResult>> AnswerAsync(SearchForm form, CancellationToken cancellationToken)
    {
        ParameterErrors errors = new();
        // A county may have been written as the place.
        IEnumerable<(string Name, string Value)> written = form.Where.Length == 0 ? [] : WrittenPlace.Of(form.Where, gazetteer).Parameters;
        RawParameters raw = new(form.Parameters.Concat(written).Where(field => !_ofTheList.Contains(field.Name)));
        if (clusters.Read(raw, errors) is not { } request)
        {
            return errors.ToProblem();
        }

        return directories.Current is not { } current
            ? ServedDirectory.NotLoaded()
            : new JsonBody<MapMatches>(await directories.AskCurrentAsync(current, (version, token) => FindAsync(version, request, token), cancellationToken));
    }

    private async Task<MapMatches> FindAsync(ServedVersion version, ClusterRequest request, CancellationToken cancellationToken)
    {
        TileQuery query = new(request.Search.Query, Math.Min(request.Zoom + MapClusters.Finer, MapTile.FinestZoom));
        TileAnswer counted = await engine.CountTilesAsync(version.Stamp, query, cancellationToken);
        if (counted.Total <= MapMatches.MostPins)
        {
            SearchQuery all = query.Search with { Limit = MapMatches.MostPins };
            SearchAnswer found = (await engine.SearchAsync(version.Stamp, [all], cancellationToken))[0];
            return new MapMatches { Total = found.Total, WithoutPoint = counted.WithoutPoint, Pins = [.. found.Hits.Select(MapPin.Of)] };
        }

        // A window of more tiles than are counted (a whole state that is looked for) is counted by larger ones.
        while (counted.Tiles is null && query.TileZoom > 0)
        {
            query = new TileQuery(query.Search, Math.Max(0, query.TileZoom - Coarser));
            counted = await engine.CountTilesAsync(version.Stamp, query, cancellationToken);
        }

        return new MapMatches
        {
            Total = counted.Total,
            WithoutPoint = counted.WithoutPoint,
            Clusters = MapClusters.Of(counted.Tiles!),
        };
    }
}
