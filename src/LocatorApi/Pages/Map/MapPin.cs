using System.Text.Json;
using Locator.Search;

namespace LocatorApi.Pages.Map;

/// <summary>A facility on the map, with what its popup says.</summary>
/// <param name="Id">The facility's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Lat">Degrees north.</param>
/// <param name="Lon">Degrees east.</param>
/// <param name="Approximate">Whether the point is its ZIP's: many facilities may stand there.</param>
/// <param name="Phone">The number to call; null where none is known.</param>
internal sealed record MapPin(string Id, string Name, double Lat, double Lon, bool Approximate, MapPhone? Phone)
{
    /// <summary>The pin of a facility that lies in a box, so has a point.</summary>
    public static MapPin Of(SearchHit hit)
    {
        using JsonDocument document = JsonDocument.Parse(hit.Document.ToBytes());
        JsonElement facility = document.RootElement, location = facility.GetProperty("location");
        return new MapPin(
            hit.Id, facility.GetProperty("name").GetString()!,
            location.GetProperty("lat").GetDouble(), location.GetProperty("lon").GetDouble(), !hit.LocationIsExact,
            facility.GetProperty("phones").EnumerateArray().Select(MapPhone.Of).FirstOrDefault());
    }
}

/// <summary>A number to call.</summary>
/// <param name="Href">Its <c>tel:</c> address (RFC 3966) with the extension.</param>
/// <param name="Text">As people write it, with the extension.</param>
internal sealed record MapPhone(string Href, string Text)
{
    public static MapPhone Of(JsonElement phone)
    {
        string? extension = phone.GetProperty("extension").GetString();
        string number = "tel:" + phone.GetProperty("number").GetString();
        return new MapPhone(extension is null ? number : $"{number};ext={extension}", phone.GetProperty("display").GetString()!);
    }
}
