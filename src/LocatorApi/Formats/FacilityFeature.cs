using System.Text.Json;
using LocatorApi.Http;

namespace LocatorApi.Formats;

/// <summary>A facility as a feature of GeoJSON (RFC 7946).</summary>
internal static class FacilityFeature
{
    public static void Write(Utf8JsonWriter json, ListedFacility facility)
    {
        using JsonDocument document = JsonDocument.Parse(facility.Document.ToBytes());
        JsonElement facts = document.RootElement;
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteString("id", facility.Id);
        json.WritePropertyName("geometry");
        WritePoint(json, facts.GetProperty("location"));
        json.WriteStartObject("properties");
        json.WriteString("id", facility.Id);
        if (facility.ShowsDistance)
        {
            WriteValue(json, "distanceMiles", facility.DistanceMiles);
            WriteValue(json, "distanceApproximate", facility.DistanceApproximate);
        }

        if (facility.Matched is not null)
        {
            WriteValue(json, "matched", facility.Matched);
        }

        if (facility.ServiceCodes is not null)
        {
            WriteValue(json, "serviceCodes", facility.ServiceCodes);
        }

        foreach (JsonProperty member in facts.EnumerateObject())
        {
            member.WriteTo(json);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes a member as answers in JSON have it.</summary>
    public static void WriteValue<T>(Utf8JsonWriter json, string name, T value)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value, ApiJson.Options);
    }

    /// <summary>Longitude stands first (section 3.1.1); where there is no point the geometry is null (section 3.2).</summary>
    private static void WritePoint(Utf8JsonWriter json, JsonElement location)
    {
        if (location.ValueKind == JsonValueKind.Null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", "Point");
        json.WriteStartArray("coordinates");
        location.GetProperty("lon").WriteTo(json);
        location.GetProperty("lat").WriteTo(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
