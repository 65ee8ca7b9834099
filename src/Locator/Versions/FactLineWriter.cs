using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Locator.Facilities;
using Locator.Text;

namespace Locator.Versions;

/// <summary>
/// Writes the lines of facts as <see cref="VersionJson.Lines"/> does, in a third of its time: an import writes every facility, and
/// where the current version is compared with it, several times. A test holds both against each other.
/// </summary>
internal static class FactLineWriter
{
    private static readonly JsonEncodedText
        Id = Named("id"), Name = Named("name"), AddressName = Named("address"), Street1 = Named("street1"), Street2 = Named("street2"),
        City = Named("city"), State = Named("state"), Zip = Named("zip"), County = Named("county"), CountyFips = Named("countyFips"),
        Phones = Named("phones"), Kind = Named("kind"), Number = Named("number"), Extension = Named("extension"), Display = Named("display"),
        Programs = Named("programs"), Website = Named("website"), LocationName = Named("location"), Point = Named("point"),
        Latitude = Named("latitude"), Longitude = Named("longitude"), Precision = Named("precision"), Type = Named("type"),
        Codes = Named("codes"), OpenCategories = Named("openCategories"), Source = Named("source"), Row = Named("row"),
        SiteKey = Named("siteKey"), FacilityId = Named("facilityId"), Key = Named("key"), ProgramId = Named("programId"),
        Fingerprint = Named("fingerprint");

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _ofThread;

    /// <summary>The line of a facility, without its line end; valid until the thread writes the next one.</summary>
    /// <param name="facility">The facility.</param>
    /// <param name="hasSources">Without them, its programs all stand in row 0 of source 0.</param>
    public static ReadOnlySpan<byte> LineOf(Facility facility, bool hasSources = true)
    {
        ArrayBufferWriter<byte> buffer = Emptied();
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            Write(json, facility, hasSources);
        }

        return buffer.WrittenSpan;
    }

    /// <summary>The line of an identity, likewise.</summary>
    public static ReadOnlySpan<byte> LineOf(SiteIdentity site)
    {
        ArrayBufferWriter<byte> buffer = Emptied();
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            Write(json, site);
        }

        return buffer.WrittenSpan;
    }

    /// <summary>The address alone, as the line of a facility has it, likewise.</summary>
    public static ReadOnlySpan<byte> AddressOf(Address address)
    {
        ArrayBufferWriter<byte> buffer = Emptied();
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            Write(json, address);
        }

        return buffer.WrittenSpan;
    }

    private static ArrayBufferWriter<byte> Emptied()
    {
        ArrayBufferWriter<byte> buffer = _ofThread ??= new ArrayBufferWriter<byte>(1 << 14);
        buffer.ResetWrittenCount();
        return buffer;
    }

    private static JsonEncodedText Named(string name) => JsonEncodedText.Encode(name);

    private static void Write(Utf8JsonWriter json, Facility facility, bool hasSources)
    {
        json.WriteStartObject();
        json.WriteString(Id, facility.Id);
        json.WriteString(Name, facility.Name);
        json.WritePropertyName(AddressName);
        Write(json, facility.Address);
        json.WriteStartArray(Phones);
        for (int i = 0; i < facility.Phones.Count; i++)
        {
            Write(json, facility.Phones[i]);
        }

        json.WriteEndArray();
        WriteText(json, Website, facility.Website);
        if (facility.Location is { } location)
        {
            json.WriteStartObject(LocationName);
            json.WriteStartObject(Point);
            json.WriteNumber(Latitude, location.Point.Latitude);
            json.WriteNumber(Longitude, location.Point.Longitude);
            json.WriteEndObject();
            json.WriteString(Precision, location.Precision switch
            {
                LocationPrecision.Address => "address",
                LocationPrecision.Zip => "zip",
                _ => throw new JsonException($"There is no precision {location.Precision}."),
            });
            json.WriteEndObject();
        }

        json.WriteStartArray(Programs);
        for (int i = 0; i < facility.Programs.Count; i++)
        {
            Write(json, facility.Programs[i], hasSources);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Address address)
    {
        json.WriteStartObject();
        WriteText(json, Street1, address.Street1);
        WriteText(json, Street2, address.Street2);
        json.WriteString(City, address.City);
        json.WriteString(State, address.State);
        json.WriteString(Zip, address.Zip);
        WriteText(json, County, address.County);
        WriteText(json, CountyFips, address.CountyFips);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Phone phone)
    {
        json.WriteStartObject();
        json.WriteString(Kind, phone.Kind);
        json.WriteString(Number, phone.Number);
        WriteText(json, Extension, phone.Extension);
        json.WriteString(Display, phone.Display);
        WriteTexts(json, Programs, phone.Programs);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TreatmentProgram program, bool hasSources)
    {
        json.WriteStartObject();
        json.WriteString(Id, program.Id);
        json.WriteString(Name, program.Name);
        json.WriteString(Type, program.Type.Slug());
        WriteText(json, Street2, program.Street2);
        WriteTexts(json, Codes, program.Codes);
        if (program.OpenCategories is { } open)
        {
            WriteTexts(json, OpenCategories, open);
        }

        json.WriteStartObject(Source);
        json.WriteNumber(Source, hasSources ? program.Source.Source : 0);
        json.WriteNumber(Row, hasSources ? program.Source.Row : 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SiteIdentity site)
    {
        json.WriteStartObject();
        json.WriteString(SiteKey, site.SiteKey);
        json.WriteString(FacilityId, site.FacilityId);
        json.WriteStartArray(Programs);
        for (int i = 0; i < site.Programs.Count; i++)
        {
            ProgramIdentity program = site.Programs[i];
            json.WriteStartObject();
            json.WriteString(Key, program.Key);
            json.WriteString(ProgramId, program.ProgramId);
            WriteText(json, Fingerprint, program.Fingerprint);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What is null is not written.</summary>
    private static void WriteText(Utf8JsonWriter json, JsonEncodedText name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, JsonEncodedText name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in TextSpan.Of(texts))
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
