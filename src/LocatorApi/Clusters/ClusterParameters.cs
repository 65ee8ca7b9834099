using System.Globalization;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using LocatorApi.Http;
using LocatorApi.Search.Parameters;

namespace LocatorApi.Clusters;

/// <summary>The parameters of clusters: those of a search that say who fits and where, and the zoom. The search reads its own.</summary>
internal sealed class ClusterParameters
{
    public const string Box = "bbox";
    public const string Zoom = "zoom";

    /// <summary>The deepest map, whose tiles are the finest that engines keep.</summary>
    private const int DeepestZoom = MapTile.FinestZoom - 2;

    private static readonly string[] Shared = [Box, "state", "county", "q", "openTo", SearchParameters.Unknown];

    private readonly SearchParameters _search;

    public ClusterParameters(SearchParameters search, Vocabulary vocabulary)
    {
        _search = search;
        HashSet<string> taken =
        [
            .. Shared,
            .. vocabulary.Groups.Select(group => group.Name).Append(ServiceTokens.Group).SelectMany(group => (string[])[group, group + "Match"]),
        ];
        SearchParameter zoom = new()
        {
            Name = Zoom, Example = "8", Range = (0, DeepestZoom), Whole = true,
            Description = "The zoom of the map, a whole number as in slippy maps (0 shows the world). Facilities are counted by tiles of zoom + 2.",
            Read = (_, _) => null,
        };
        All = [.. search.All.Where(parameter => parameter.Name == Box), zoom, .. search.All.Where(parameter => parameter.Name != Box && taken.Contains(parameter.Name))];
    }

    /// <summary>The parameters in the order of the documentation.</summary>
    public IReadOnlyList<SearchParameter> All { get; }

    /// <summary>What a request says, or null with errors.</summary>
    public ClusterRequest? Read(RawParameters raw, ParameterErrors errors)
    {
        List<(string Name, string Value)> shared = [], own = [];
        foreach (string name in raw.Names)
        {
            IEnumerable<(string, string)> given = raw.Of(name).Select(value => (name, value));
            if (name == Zoom || !_search.All.Any(parameter => parameter.Name == name))
            {
                own.AddRange(given);
            }
            else if (All.Any(parameter => parameter.Name == name))
            {
                shared.AddRange(given);
            }
            else
            {
                errors.Add(name, "It belongs to GET /v1/search. Clusters count what lies in bbox: they have no origin, no circle, no pages and no facets.");
            }
        }

        Dictionary<string, string> values = SingleValues.Of(new RawParameters(own), [.. All.Select(parameter => parameter.Name)], errors);
        if (!values.ContainsKey(Zoom) && !errors.Has(Zoom))
        {
            errors.Add(Zoom, string.Create(CultureInfo.InvariantCulture, $"It is missing: give the zoom of the map, 0 to {DeepestZoom}."));
        }

        int zoom = SingleValues.WholeNumber(values, Zoom, 0, 0, DeepestZoom, errors);
        SortedDictionary<string, string[]> canonical = _search.Canonical(new RawParameters(shared), inBody: false, errors);
        if (!canonical.ContainsKey(Box) && !errors.Has(Box))
        {
            errors.Add(Box, "It is missing: give the box that the map shows, as minLon,minLat,maxLon,maxLat.");
        }

        SearchRequest? request = _search.Read(canonical, errors);
        return request is null ? null : new ClusterRequest(request, zoom);
    }
}
