using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Locator.Facilities;

namespace LocatorApi.Formats;

/// <summary>
/// Facilities as a table for spreadsheets: CSV (RFC 4180) in UTF-8 with a byte order mark, by which Excel knows it, lines ended by
/// CR LF, a row for every program.
/// </summary>
internal sealed class FacilityTable : IDisposable
{
    private const string Separator = "; ";

    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture) { NewLine = "\r\n" };

    private readonly StringWriter _text = new(CultureInfo.InvariantCulture);
    private readonly CsvWriter _csv;
    private readonly Column[] _columns;

    /// <summary>A table with its header.</summary>
    /// <param name="vocabulary">Gives a column for every filter group.</param>
    /// <param name="like">Which columns there are beside those of the directory: those that this facility has.</param>
    public FacilityTable(Vocabulary vocabulary, ListedFacility like)
    {
        _csv = new CsvWriter(_text, Format);
        _columns = [.. ColumnsOf(vocabulary, like)];
        _text.Write('\uFEFF');
        foreach (Column column in _columns)
        {
            _csv.WriteField(column.Name);
        }

        _csv.NextRecord();
    }

    /// <summary>Adds the rows of a facility.</summary>
    public void Add(ListedFacility facility)
    {
        using JsonDocument document = JsonDocument.Parse(facility.Document.ToBytes());
        foreach (JsonElement program in document.RootElement.GetProperty("programs").EnumerateArray())
        {
            Row row = new(facility, document.RootElement, program);
            foreach (Column column in _columns)
            {
                string cell = column.Cell(row);
                _csv.WriteField(column.IsNumber ? cell : Harmless(cell));
            }

            _csv.NextRecord();
        }
    }

    /// <summary>Gives what was written since the last time.</summary>
    public void MoveTo(IBufferWriter<byte> buffer)
    {
        _csv.Flush();
        StringBuilder written = _text.GetStringBuilder();
        foreach (ReadOnlyMemory<char> chunk in written.GetChunks())
        {
            Encoding.UTF8.GetBytes(chunk.Span, buffer);
        }

        written.Clear();
    }

    public void Dispose()
    {
        _csv.Dispose();
        _text.Dispose();
    }

    /// <summary>
    /// A text that a spreadsheet would take for a formula and run gets an apostrophe before it (OWASP, "CSV Injection"): names and
    /// addresses come from files that others write.
    /// </summary>
    private static string Harmless(string cell) => cell is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? "'" + cell : cell;

    private static IEnumerable<Column> ColumnsOf(Vocabulary vocabulary, ListedFacility like) =>
    [
        new("facilityId", row => row.Facility.Id),
        new("programId", row => Text(row.Program, "id")),
        .. like.ShowsDistance
            ? (Column[])
            [
                new("distanceMiles", row => Number(row.Facility.DistanceMiles), IsNumber: true),
                new("distanceApproximate", row => row.Facility.DistanceApproximate switch { true => "true", false => "false", null => "" }),
            ]
            : [],
        .. like.Matched is null ? (Column[])[] : [new("matched", row => row.Facility.Matched?.GetValueOrDefault(Text(row.Program, "id")) ?? "")],
        new("name", row => Text(row.Facts, "name")),
        new("programName", row => Text(row.Program, "name")),
        new("programType", row => Text(row.Program, "type")),
        new("phone", row => Phones(row, "main")),
        new("intakePhone", row => Phones(row, "intake")),
        new("hotlinePhone", row => Phones(row, "hotline")),
        new("website", row => Text(row.Facts, "website")),
        new("street1", row => Text(row.Address, "street1")),
        new("street2", row => Text(row.Program, "street2") is { Length: > 0 } own ? own : Text(row.Address, "street2")),
        new("city", row => Text(row.Address, "city")),
        new("state", row => Text(row.Address, "state")),
        new("zip", row => Text(row.Address, "zip")),
        // A spreadsheet makes a number of 02139 and drops its zero; of this it does not.
        new("stateZip", row => $"{Text(row.Address, "state")} {Text(row.Address, "zip")}".Trim()),
        new("county", row => Text(row.Address, "county")),
        new("countyFips", row => Text(row.Address, "countyFips")),
        new("lat", row => Point(row, "lat"), IsNumber: true),
        new("lon", row => Point(row, "lon"), IsNumber: true),
        new("precision", row => Point(row, "precision")),
        .. vocabulary.Groups.Select(group => new Column(group.Name, row => group.Scope == FilterScope.Site
            ? Values(row.Facts.GetProperty(group.Name).GetProperty("values"))
            : Values(row.Program.GetProperty(group.Name)))),
        new("unknown", row => string.Join(Separator, Strings(row.Program.GetProperty("unknown")).Concat(Strings(row.Facts.GetProperty("unknown"))))),
        new("restrictedTo", row => Values(row.Program.GetProperty("restrictedTo"))),
        new("operatedFor", row => Values(row.Program.GetProperty("operatedFor"))),
        .. like.ServiceCodes is null ? (Column[])[] :
        [
            new("serviceCodes", row => string.Join(Separator, row.Facility.ServiceCodes![Text(row.Program, "id")].Select(code => code.Code))),
        ],
        new("source", row => Text(row.Program.GetProperty("source"), "name")),
        new("sourceAsOf", row => Text(row.Program.GetProperty("source"), "asOf")),
        new("sourceRow", row => row.Program.GetProperty("source").GetProperty("row").GetRawText(), IsNumber: true),
    ];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static string Number(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>Values of a group, or the flag that it is; empty where that is unknown.</summary>
    private static string Values(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(Separator, Strings(value)),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "",
    };

    private static IEnumerable<string> Strings(JsonElement array) => array.EnumerateArray().Select(item => item.GetString()!);

    private static string Phones(Row row, string kind) => string.Join(Separator, row.Facts.GetProperty("phones").EnumerateArray()
        .Where(phone => Text(phone, "kind") == kind && Strings(phone.GetProperty("programs")).Contains(Text(row.Program, "id")))
        .Select(phone => Text(phone, "display")));

    private static string Point(Row row, string name) => row.Facts.GetProperty("location") is { ValueKind: JsonValueKind.Object } location
        ? location.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : Text(location, name)
        : "";

    /// <summary>A column.</summary>
    /// <param name="Name">As members are called in JSON.</param>
    /// <param name="Cell">What stands in a row.</param>
    /// <param name="IsNumber">Whether it is a number that this program writes, which may begin with a minus sign.</param>
    private sealed record Column(string Name, Func<Row, string> Cell, bool IsNumber = false);

    private readonly record struct Row(ListedFacility Facility, JsonElement Facts, JsonElement Program)
    {
        public JsonElement Address => Facts.GetProperty("address");
    }
}
