using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Locator.Facilities;
using Locator.Versions;

namespace Locator.Indexing;

/// <summary>
/// Writes the facility's own part of an answer, from <c>name</c> on: the same bytes for every search of a version, without
/// labels, in no language. Members and their order are described in docs/api.md.
/// </summary>
internal static class FacilityDocumentWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        // Accents stay as they are; what HTML could take for markup is escaped.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>Codes that say whom a program is exclusively for.</summary>
    private static readonly (string Code, string Slug)[] Restrictions =
        [("DUO", "dui"), ("AUDO", "alcohol"), ("OUDO", "opioids")];

    /// <summary>Operators whose programs serve only people who are entitled to them.</summary>
    private static readonly string[] EligibilityOperators = ["va", "indian-health-service", "tribal", "defense"];

    /// <summary>Six decimals of a degree are about 0.1 m: finer than any geocoder.</summary>
    private const int CoordinateDecimals = 6;

    public static ReadOnlyMemory<byte> Write(
        Facility facility, GroupKnowledge[] site, GroupKnowledge[][] programs, IReadOnlyList<ManifestSource> sources)
    {
        ArrayBufferWriter<byte> buffer = new(4096);
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("name", facility.Name);
            WriteLocation(json, facility.Location);
            WriteAddress(json, facility.Address);
            WritePhones(json, facility.Phones);
            json.WriteString("website", facility.Website);
            foreach (GroupKnowledge group in site)
            {
                json.WriteStartObject(group.Group.Name);
                WriteStrings(json, "values", group.Stated);
                WriteStrings(json, "statedBy", group.StatedBy.Select(i => facility.Programs[i].Id));
                json.WriteEndObject();
            }

            WriteStrings(json, "unknown", site.SelectMany(group => group.Unknown));
            string[] eligibility = EligibilityOf(site);
            json.WriteStartArray("programs");
            for (int i = 0; i < facility.Programs.Count; i++)
            {
                WriteProgram(json, facility.Programs[i], programs[i], eligibility, sources);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteLocation(Utf8JsonWriter json, Location? location)
    {
        if (location is null)
        {
            json.WriteNull("location");
            return;
        }

        json.WriteStartObject("location");
        json.WriteNumber("lat", Math.Round(location.Point.Latitude, CoordinateDecimals));
        json.WriteNumber("lon", Math.Round(location.Point.Longitude, CoordinateDecimals));
        json.WriteString("precision", location.Precision == LocationPrecision.Address ? "address" : "zip");
        json.WriteEndObject();
    }

    private static void WriteAddress(Utf8JsonWriter json, Address address)
    {
        json.WriteStartObject("address");
        json.WriteString("street1", address.Street1);
        json.WriteString("street2", address.Street2);
        json.WriteString("city", address.City);
        json.WriteString("state", address.State);
        json.WriteString("zip", address.Zip);
        json.WriteString("county", address.County);
        json.WriteString("countyFips", address.CountyFips);
        json.WriteEndObject();
    }

    private static void WritePhones(Utf8JsonWriter json, IReadOnlyList<Phone> phones)
    {
        json.WriteStartArray("phones");
        foreach (Phone phone in phones)
        {
            json.WriteStartObject();
            json.WriteString("kind", phone.Kind);
            json.WriteString("number", phone.Number);
            json.WriteString("extension", phone.Extension);
            json.WriteString("display", phone.Display);
            WriteStrings(json, "programs", phone.Programs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteProgram(
        Utf8JsonWriter json, TreatmentProgram program, GroupKnowledge[] groups, string[] eligibility,
        IReadOnlyList<ManifestSource> sources)
    {
        ManifestSource source = sources[program.Source.Source];
        json.WriteStartObject();
        json.WriteString("id", program.Id);
        json.WriteString("name", program.Name);
        json.WriteString("type", program.Type.Slug());
        json.WriteString("street2", program.Street2);
        foreach (GroupKnowledge group in groups)
        {
            WriteStrings(json, group.Group.Name, group.Stated);
        }

        WriteStrings(json, "unknown", groups.SelectMany(group => group.Unknown));
        WriteStrings(json, "restrictedTo",
            Restrictions.Where(r => program.Codes.Contains(r.Code)).Select(r => r.Slug));
        WriteStrings(json, "eligibility", eligibility);
        json.WriteStartObject("source");
        json.WriteString("name", source.Name);
        json.WriteString("file", source.File);
        json.WriteString("asOf", source.AsOf.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteNumber("row", program.Source.Row);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string[] EligibilityOf(GroupKnowledge[] site)
    {
        GroupKnowledge? operators = Array.Find(site, group => group.Group.Name == "operator");
        return operators is null ? [] : [.. EligibilityOperators.Where(operators.States)];
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
