using System.Text;
using System.Text.Json;
using LocatorApi.Facilities;

namespace LocatorApi.Pages.Facilities;

/// <summary>A facility for machines that read pages: a MedicalClinic of schema.org, which is an organization and a place. It has no ratings, because nobody rates here.</summary>
internal static class StructuredData
{
    /// <summary>The element of a page that holds it. It is data: a policy on scripts does not concern it.</summary>
    public static string ElementOf(string id, FacilityFacts facts, Uri origin) => $"<script type=\"application/ld+json\">{Of(id, facts, origin)}</script>";

    /// <summary>
    /// The JSON-LD. It is written with the strictest encoder: no character of a facility's own texts can end the element that it stands in.
    /// </summary>
    /// <param name="id">The facility's id.</param>
    /// <param name="facts">What the directory says of it.</param>
    /// <param name="origin">Where the pages are.</param>
    private static string Of(string id, FacilityFacts facts, Uri origin)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            string page = new Uri(origin, "/facilities/" + Uri.EscapeDataString(id)).AbsoluteUri;
            json.WriteStartObject();
            json.WriteString("@context", "https://schema.org");
            json.WriteString("@type", "MedicalClinic");
            json.WriteString("@id", page);
            json.WriteString("name", facts.Name);
            json.WriteString("url", facts.Website ?? page);
            if (facts.Phones.Count > 0)
            {
                json.WriteStartArray("telephone");
                foreach (FacilityPhone phone in facts.Phones)
                {
                    json.WriteStringValue(phone.Extension is null ? phone.Number : $"{phone.Number} ext. {phone.Extension}");
                }

                json.WriteEndArray();
            }

            WriteAddress(json, facts.Address);
            // The middle of a ZIP Code is no place of a clinic.
            if (facts.Location is { Precision: "address" } location)
            {
                json.WriteStartObject("geo");
                json.WriteString("@type", "GeoCoordinates");
                json.WriteNumber("latitude", location.Lat);
                json.WriteNumber("longitude", location.Lon);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static void WriteAddress(Utf8JsonWriter json, FacilityAddress address)
    {
        json.WriteStartObject("address");
        json.WriteString("@type", "PostalAddress");
        if (!string.IsNullOrEmpty(address.Street1))
        {
            json.WriteString("streetAddress", string.IsNullOrEmpty(address.Street2) ? address.Street1 : $"{address.Street1}, {address.Street2}");
        }

        json.WriteString("addressLocality", address.City);
        json.WriteString("addressRegion", address.State);
        if (address.Zip.Length > 0)
        {
            json.WriteString("postalCode", address.Zip);
        }

        json.WriteString("addressCountry", "US");
        json.WriteEndObject();
    }
}
