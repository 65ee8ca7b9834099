using Locator.Geo;
using Locator.Places;

namespace LocatorApi.Search.Parameters;

/// <summary>What the parameters of one request say, each by itself; <see cref="SearchRequest"/> is what they mean together.</summary>
internal sealed class SearchInput
{
    public ZipPlace? Zip { get; set; }

    public CityPlace? Place { get; set; }

    public double? Latitude { get; set; }

    public double? Longitude { get; set; }

    /// <summary>Where distances are measured from; null where nothing is given, and for ZIPs without a place on the map.</summary>
    public GeoPoint? Origin => Zip is { } zip
        ? zip.Kind == ZipKind.Military ? null : zip.Point
        : Latitude is { } latitude && Longitude is { } longitude ? new GeoPoint(latitude, longitude) : Place?.Point;

    public Distance? Radius { get; set; }

    public BoundingBox? Box { get; set; }

    public AreaPolygon? Polygon { get; set; }

    public State? State { get; set; }

    /// <summary>Name or FIPS: which county it is depends on the state.</summary>
    public string? County { get; set; }

    /// <summary>Folded words of the text.</summary>
    public IReadOnlyList<string> Words { get; set; } = [];

    /// <summary>Whether the text is the name of an insurer.</summary>
    public bool NamesInsurer { get; set; }

    public bool StateTelehealth { get; set; }

    /// <summary>Tokens asked for, by group, in the caller's order.</summary>
    public Dictionary<string, List<string>> Tokens { get; } = new(StringComparer.Ordinal);

    /// <summary>Groups of which all values asked must hold.</summary>
    public HashSet<string> MatchAll { get; } = new(StringComparer.Ordinal);

    /// <summary>Values of the parameter <c>openTo</c>; none: nothing is hidden.</summary>
    public List<string> OpenTo { get; } = [];

    /// <summary>Values of the parameter <c>unknown</c>.</summary>
    public List<string> Unknown { get; } = [];

    /// <summary>Values of the parameter <c>facets</c>.</summary>
    public List<string> Facets { get; } = [];

    /// <summary>Whether formats that are handed on have distances.</summary>
    public bool ShowsDistance { get; set; }

    public int Limit { get; set; } = SearchParameters.DefaultLimit;

    public void Ask(string group, string token)
    {
        if (!Tokens.TryGetValue(group, out List<string>? tokens))
        {
            Tokens.Add(group, tokens = []);
        }

        if (!tokens.Contains(token))
        {
            tokens.Add(token);
        }
    }
}
