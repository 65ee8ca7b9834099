using LocatorApi.Search.Page;

namespace LocatorApi.Pages.Map;

/// <summary>The circle that a list was found in.</summary>
public sealed record MapCircle(double Latitude, double Longitude, double RadiusMiles)
{
    /// <summary>The circle of a page of results; null where the search had none.</summary>
    internal static MapCircle? Of(SearchPage page) => page is { Origin: { Lat: { } latitude, Lon: { } longitude }, Area.RadiusMiles: { } radius }
        ? new MapCircle(latitude, longitude, radius)
        : null;
}
