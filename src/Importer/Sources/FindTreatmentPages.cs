using System.Text.Json;
using Locator.Facilities;

namespace Importer.Sources;

/// <summary>A page of answers of the FindTreatment.gov API (v2), saved as it came, or only its array of rows.</summary>
internal sealed class FindTreatmentPages : IDirectorySource
{
    private readonly SourceFile file;

    public FindTreatmentPages(SourceFile file)
    {
        this.file = file;
        using JsonRows rows = new(file);
        using JsonDocument? first = rows.Next() ?? throw file.Unreadable("is JSON without any rows: a page of the FindTreatment.gov API has an array named rows.");
        if (first.RootElement.ValueKind != JsonValueKind.Object || !first.RootElement.TryGetProperty("name1", out _))
        {
            throw file.Unreadable("is JSON, but its first row is not one of the FindTreatment.gov API: it has no member name1.");
        }
    }

    public string Name => "FindTreatment.gov API";

    public string License => SamhsaTerms.License;

    public string Attribution => SamhsaTerms.Attribution;

    /// <summary>Null: a page does not say what it could have stated.</summary>
    public IReadOnlyList<string>? Codes => null;

    public IReadOnlyList<UnknownName> UnknownNames => [];

    public int? TotalPages { get; private set; }

    public IEnumerable<SourceRow> Read(CancellationToken cancellationToken)
    {
        using JsonRows rows = new(file);
        for (int number = 1; rows.Next() is { } row; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (row)
            {
                yield return row.RootElement.ValueKind == JsonValueKind.Object
                    ? ReadRow(row.RootElement, number)
                    : new SourceRow { Row = number, Defect = "is not a JSON object" };
            }
        }

        TotalPages = rows.TotalPages;
    }

    private static SourceRow ReadRow(JsonElement row, int number)
    {
        try
        {
            return ToSourceRow(row, number);
        }
        catch (InvalidOperationException)
        {
            // "\ud800" is a well-formed JSON string, but half a character.
            return new SourceRow { Row = number, Defect = "holds text that is not Unicode" };
        }
    }

    private static SourceRow ToSourceRow(JsonElement row, int number)
    {
        string? typeText = Text(row, "typeFacility") ?? Text(row, "type_facility");
        CodeList codes = ReadServices(row);
        return new SourceRow
        {
            Row = number,
            Name1 = Text(row, "name1"),
            Name2 = Text(row, "name2"),
            Street1 = Text(row, "street1"),
            Street2 = Text(row, "street2"),
            City = Text(row, "city"),
            State = Text(row, "state"),
            Zip = Text(row, "zip"),
            County = Text(row, "county"),
            Website = Text(row, "website"),
            Latitude = Text(row, "latitude"),
            Longitude = Text(row, "longitude"),
            TypeText = typeText,
            Type = ProgramTypes.Parse(typeText),
            Phones = [.. from phone in FacilityColumns.Phones
                         let text = Text(row, phone.Field)
                         where text is not null
                         select new SourcePhone(phone.Field, phone.Kind, text)],
            Codes = codes.ToCodes(),
            UnknownNames = codes.Unknown,
        };
    }

    /// <summary>Services are named, not coded: f2 is the code of the category, f3 the names within it. f1 changes its wording.</summary>
    private static CodeList ReadServices(JsonElement row)
    {
        CodeList codes = new("services");
        if (!row.TryGetProperty("services", out JsonElement services) || services.ValueKind == JsonValueKind.Null)
        {
            return codes;
        }

        if (services.ValueKind != JsonValueKind.Array)
        {
            codes.AddUnknown("services", services.GetRawText());
            return codes;
        }

        foreach (JsonElement service in services.EnumerateArray())
        {
            if (service.ValueKind != JsonValueKind.Object)
            {
                codes.AddUnknown("services", service.GetRawText());
                continue;
            }

            // Only ";" divides names: commas, slashes and brackets are part of them.
            string category = Text(service, "f2") ?? "";
            foreach (string name in (Text(service, "f3") ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                codes.Add(category, name);
            }
        }

        return codes;
    }

    /// <summary>The member as text: coordinates and ZIPs come as strings, but may come as numbers.</summary>
    private static string? Text(JsonElement element, string member)
    {
        if (!element.TryGetProperty(member, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return TableRow.TextOf(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText());
    }
}
