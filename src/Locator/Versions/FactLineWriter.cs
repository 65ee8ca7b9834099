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
internal sealed class FactLineWriter
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
    private static FactLineWriter? _ofThread;

    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 14);
    private readonly Utf8JsonWriter _json;

    private FactLineWriter() => _json = new Utf8JsonWriter(_buffer, Options);

    /// <summary>The line of a facility, without its line end; valid until the thread writes the next one.</summary>
    /// <param name="facility">The facility.</param>
    /// <param name="hasSources">Without them, its programs all stand in row 0 of source 0.</param>
    public static ReadOnlySpan<byte> LineOf(Facility facility, bool hasSources = true)
    {
        FactLineWriter writer = OfThread();
        writer.Write(facility, hasSources);
        return writer.Written();
    }

    /// <summary>The line of an identity, likewise.</summary>
    public static ReadOnlySpan<byte> LineOf(SiteIdentity site)
    {
        FactLineWriter writer = OfThread();
        writer.Write(site);
        return writer.Written();
    }

    /// <summary>The address alone, as the line of a facility has it, likewise.</summary>
    public static ReadOnlySpan<byte> AddressOf(Address address)
    {
        FactLineWriter writer = OfThread();
        writer.Write(address);
        return writer.Written();
    }

    private static FactLineWriter OfThread()
    {
        FactLineWriter writer = _ofThread ??= new FactLineWriter();
        writer._buffer.ResetWrittenCount();
        writer._json.Reset();
        return writer;
    }

    private static JsonEncodedText Named(string name) => JsonEncodedText.Encode(name);

    private ReadOnlySpan<byte> Written()
    {
        _json.Flush();
        return _buffer.WrittenSpan;
    }

    private void Write(Facility facility, bool hasSources)
    {
        _json.WriteStartObject();
        _json.WriteString(Id, facility.Id);
        _json.WriteString(Name, facility.Name);
        _json.WritePropertyName(AddressName);
        Write(facility.Address);
        _json.WriteStartArray(Phones);
        for (int i = 0; i < facility.Phones.Count; i++)
        {
            Write(facility.Phones[i]);
        }

        _json.WriteEndArray();
        WriteText(Website, facility.Website);
        if (facility.Location is { } location)
        {
            _json.WriteStartObject(LocationName);
            _json.WriteStartObject(Point);
            _json.WriteNumber(Latitude, location.Point.Latitude);
            _json.WriteNumber(Longitude, location.Point.Longitude);
            _json.WriteEndObject();
            _json.WriteString(Precision, location.Precision switch
            {
                LocationPrecision.Address => "address",
                LocationPrecision.Zip => "zip",
                _ => throw new JsonException($"There is no precision {location.Precision}."),
            });
            _json.WriteEndObject();
        }

        _json.WriteStartArray(Programs);
        for (int i = 0; i < facility.Programs.Count; i++)
        {
            Write(facility.Programs[i], hasSources);
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void Write(Address address)
    {
        _json.WriteStartObject();
        WriteText(Street1, address.Street1);
        WriteText(Street2, address.Street2);
        _json.WriteString(City, address.City);
        _json.WriteString(State, address.State);
        _json.WriteString(Zip, address.Zip);
        WriteText(County, address.County);
        WriteText(CountyFips, address.CountyFips);
        _json.WriteEndObject();
    }

    private void Write(Phone phone)
    {
        _json.WriteStartObject();
        _json.WriteString(Kind, phone.Kind);
        _json.WriteString(Number, phone.Number);
        WriteText(Extension, phone.Extension);
        _json.WriteString(Display, phone.Display);
        WriteTexts(Programs, phone.Programs);
        _json.WriteEndObject();
    }

    private void Write(TreatmentProgram program, bool hasSources)
    {
        _json.WriteStartObject();
        _json.WriteString(Id, program.Id);
        _json.WriteString(Name, program.Name);
        _json.WriteString(Type, program.Type.Slug());
        WriteText(Street2, program.Street2);
        WriteTexts(Codes, program.Codes);
        if (program.OpenCategories is { } open)
        {
            WriteTexts(OpenCategories, open);
        }

        _json.WriteStartObject(Source);
        _json.WriteNumber(Source, hasSources ? program.Source.Source : 0);
        _json.WriteNumber(Row, hasSources ? program.Source.Row : 0);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void Write(SiteIdentity site)
    {
        _json.WriteStartObject();
        _json.WriteString(SiteKey, site.SiteKey);
        _json.WriteString(FacilityId, site.FacilityId);
        _json.WriteStartArray(Programs);
        for (int i = 0; i < site.Programs.Count; i++)
        {
            ProgramIdentity program = site.Programs[i];
            _json.WriteStartObject();
            _json.WriteString(Key, program.Key);
            _json.WriteString(ProgramId, program.ProgramId);
            WriteText(Fingerprint, program.Fingerprint);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    /// <summary>What is null is not written.</summary>
    private void WriteText(JsonEncodedText name, string? text)
    {
        if (text is not null)
        {
            _json.WriteString(name, text);
        }
    }

    private void WriteTexts(JsonEncodedText name, IReadOnlyList<string> texts)
    {
        _json.WriteStartArray(name);
        foreach (string text in TextSpan.Of(texts))
        {
            _json.WriteStringValue(text);
        }

        _json.WriteEndArray();
    }
}
