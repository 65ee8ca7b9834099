using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
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
        // Plain text, as in the rest of an answer: it is JSON, never part of a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Whom an operator serves first. No source states that it refuses others: most of these programs also take private insurance
    /// or Medicaid.
    /// </summary>
    private static readonly (string For, string[] Operators)[] ServedFirst =
    [
        ("veterans", ["va"]),
        ("military", ["defense"]),
        ("tribal-members", ["indian-health-service", "tribal"]),
    ];

    /// <summary>Six decimals of a degree are about 0.1 m: finer than any geocoder.</summary>
    private const int CoordinateDecimals = 6;

    /// <summary>Kept by each thread that derives: most of what deriving allocated was this.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    public static byte[] Write(
        Facility facility, FacilityKnowledge knowledge, NumberedGroup[] siteGroups, NumberedGroup[] programGroups, IReadOnlyList<ManifestSource> sources)
    {
        ArrayBufferWriter<byte> buffer = _buffer ??= new ArrayBufferWriter<byte>(1 << 14);
        buffer.ResetWrittenCount();
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("name", facility.Name);
            WriteLocation(json, facility.Location);
            WriteAddress(json, facility.Address);
            WritePhones(json, facility.Phones);
            json.WriteString("website", facility.Website);
            foreach (NumberedGroup group in siteGroups)
            {
                WriteOfSite(json, group, knowledge, facility);
            }

            WriteUnknown(json, siteGroups, knowledge.Site);
            string[] operatedFor = OperatedFor(siteGroups, knowledge.Site);
            json.WriteStartArray("programs");
            for (int i = 0; i < facility.Programs.Count; i++)
            {
                WriteProgram(json, facility.Programs[i], programGroups, knowledge.Known[i], operatedFor, sources);
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
        Utf8JsonWriter json, TreatmentProgram program, NumberedGroup[] groups, Knowledge[] known, string[] operatedFor,
        IReadOnlyList<ManifestSource> sources)
    {
        ManifestSource source = sources[program.Source.Source];
        json.WriteStartObject();
        json.WriteString("id", program.Id);
        json.WriteString("name", program.Name);
        json.WriteString("type", program.Type.Slug());
        json.WriteString("street2", program.Street2);
        foreach (NumberedGroup group in groups)
        {
            if (group.Group.IsFlag)
            {
                WriteFlag(json, group, known);
            }
            else
            {
                json.WriteStartArray(group.Name);
                group.WriteStated(json, known);
                json.WriteEndArray();
            }
        }

        WriteUnknown(json, groups, known);
        json.WriteStartArray("restrictedTo");
        for (int i = 0; i < Restriction.All.Count; i++)
        {
            if (program.Codes.Contains(Restriction.All[i].Code))
            {
                json.WriteStringValue(Restriction.All[i].Slug);
            }
        }

        json.WriteEndArray();
        WriteStrings(json, "operatedFor", operatedFor);
        json.WriteStartObject("source");
        json.WriteString("name", source.Name);
        json.WriteString("file", source.File);
        json.WriteString("asOf", source.AsOf.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteNumber("row", program.Source.Row);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteOfSite(Utf8JsonWriter json, NumberedGroup group, FacilityKnowledge knowledge, Facility facility)
    {
        json.WriteStartObject(group.Name);
        json.WriteStartArray("values");
        group.WriteStated(json, knowledge.Site);
        json.WriteEndArray();
        json.WriteStartArray("statedBy");
        for (int i = 0; i < facility.Programs.Count; i++)
        {
            if (group.StatesAny(knowledge.Known[i]))
            {
                json.WriteStringValue(facility.Programs[i].Id);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Null when and only when it stands among what is unknown.</summary>
    private static void WriteFlag(Utf8JsonWriter json, NumberedGroup group, Knowledge[] known)
    {
        Knowledge value = group.In(known)[0];
        if (value == Knowledge.Unknown)
        {
            json.WriteNull(group.Name);
        }
        else
        {
            json.WriteBoolean(group.Name, value == Knowledge.Yes);
        }
    }

    private static string[] OperatedFor(NumberedGroup[] site, Knowledge[] known)
    {
        NumberedGroup? operators = Array.Find(site, group => group.Group.Name == "operator");
        return operators is null ? []
            : [.. ServedFirst.Where(served => Array.Exists(served.Operators, slug => operators.States(known, slug))).Select(served => served.For)];
    }

    private static void WriteUnknown(Utf8JsonWriter json, NumberedGroup[] groups, Knowledge[] known)
    {
        json.WriteStartArray("unknown");
        foreach (NumberedGroup group in groups)
        {
            group.WriteUnknown(json, known);
        }

        json.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        for (int i = 0; i < values.Count; i++)
        {
            json.WriteStringValue(values[i]);
        }

        json.WriteEndArray();
    }
}
