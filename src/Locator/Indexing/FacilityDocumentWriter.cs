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
    private static readonly JsonEncodedText
        Name = Named("name"), Website = Named("website"), Programs = Named("programs"), LocationName = Named("location"),
        Lat = Named("lat"), Lon = Named("lon"), Precision = Named("precision"), AddressName = Named("address"),
        Street1 = Named("street1"), Street2 = Named("street2"), City = Named("city"), State = Named("state"),
        Zip = Named("zip"), County = Named("county"), CountyFips = Named("countyFips"), Phones = Named("phones"),
        Kind = Named("kind"), Number = Named("number"), Extension = Named("extension"), Display = Named("display"),
        Id = Named("id"), Type = Named("type"), RestrictedTo = Named("restrictedTo"), Source = Named("source"),
        File = Named("file"), AsOf = Named("asOf"), Row = Named("row"), Values = Named("values"),
        StatedBy = Named("statedBy"), Unknown = Named("unknown"), OperatedFor = Named("operatedFor");

    private static readonly JsonWriterOptions Options = new()
    {
        // Plain text, as in the rest of an answer: it is JSON, never part of a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
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
            json.WriteString(Name, facility.Name);
            WriteLocation(json, facility.Location);
            WriteAddress(json, facility.Address);
            WritePhones(json, facility.Phones);
            json.WriteString(Website, facility.Website);
            foreach (NumberedGroup group in siteGroups)
            {
                WriteOfSite(json, group, knowledge, facility);
            }

            WriteUnknown(json, siteGroups, knowledge.Site);
            string[] operatedFor = ServedFirstAt(siteGroups, knowledge.Site);
            json.WriteStartArray(Programs);
            for (int i = 0; i < facility.Programs.Count; i++)
            {
                WriteProgram(json, facility.Programs[i], i, programGroups, knowledge, operatedFor, sources);
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
            json.WriteNull(LocationName);
            return;
        }

        json.WriteStartObject(LocationName);
        json.WriteNumber(Lat, Math.Round(location.Point.Latitude, CoordinateDecimals));
        json.WriteNumber(Lon, Math.Round(location.Point.Longitude, CoordinateDecimals));
        json.WriteString(Precision, location.Precision == LocationPrecision.Address ? "address" : "zip");
        json.WriteEndObject();
    }

    private static void WriteAddress(Utf8JsonWriter json, Address address)
    {
        json.WriteStartObject(AddressName);
        json.WriteString(Street1, address.Street1);
        json.WriteString(Street2, address.Street2);
        json.WriteString(City, address.City);
        json.WriteString(State, address.State);
        json.WriteString(Zip, address.Zip);
        json.WriteString(County, address.County);
        json.WriteString(CountyFips, address.CountyFips);
        json.WriteEndObject();
    }

    private static void WritePhones(Utf8JsonWriter json, IReadOnlyList<Phone> phones)
    {
        json.WriteStartArray(Phones);
        foreach (Phone phone in phones)
        {
            json.WriteStartObject();
            json.WriteString(Kind, phone.Kind);
            json.WriteString(Number, phone.Number);
            json.WriteString(Extension, phone.Extension);
            json.WriteString(Display, phone.Display);
            WriteStrings(json, Programs, phone.Programs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteProgram(
        Utf8JsonWriter json, TreatmentProgram program, int index, NumberedGroup[] groups, FacilityKnowledge knowledge, string[] operatedFor,
        IReadOnlyList<ManifestSource> sources)
    {
        Knowledge[] known = knowledge.Known[index];
        ManifestSource source = sources[program.Source.Source];
        json.WriteStartObject();
        json.WriteString(Id, program.Id);
        json.WriteString(Name, program.Name);
        json.WriteString(Type, program.Type.Slug());
        json.WriteString(Street2, program.Street2);
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
        json.WriteStartArray(RestrictedTo);
        for (int i = 0; i < Restriction.All.Count; i++)
        {
            if (knowledge.States(program, index, Restriction.All[i].Code))
            {
                json.WriteStringValue(Restriction.All[i].Slug);
            }
        }

        json.WriteEndArray();
        WriteStrings(json, OperatedFor, operatedFor);
        json.WriteStartObject(Source);
        json.WriteString(Name, source.Name);
        json.WriteString(File, source.File);
        json.WriteString(AsOf, source.AsOf.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteNumber(Row, program.Source.Row);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteOfSite(Utf8JsonWriter json, NumberedGroup group, FacilityKnowledge knowledge, Facility facility)
    {
        json.WriteStartObject(group.Name);
        json.WriteStartArray(Values);
        group.WriteStated(json, knowledge.Site);
        json.WriteEndArray();
        json.WriteStartArray(StatedBy);
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

    private static string[] ServedFirstAt(NumberedGroup[] site, Knowledge[] known)
    {
        NumberedGroup? operators = Array.Find(site, group => group.Group.Name == "operator");
        return operators is null ? []
            : [.. ServedFirst.Where(served => Array.Exists(served.Operators, slug => operators.States(known, slug))).Select(served => served.For)];
    }

    private static void WriteUnknown(Utf8JsonWriter json, NumberedGroup[] groups, Knowledge[] known)
    {
        json.WriteStartArray(Unknown);
        foreach (NumberedGroup group in groups)
        {
            group.WriteUnknown(json, known);
        }

        json.WriteEndArray();
    }

    private static JsonEncodedText Named(string name) => JsonEncodedText.Encode(name);

    private static void WriteStrings(Utf8JsonWriter json, JsonEncodedText name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        for (int i = 0; i < values.Count; i++)
        {
            json.WriteStringValue(values[i]);
        }

        json.WriteEndArray();
    }
}
