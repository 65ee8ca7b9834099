using System.Text.Json;
using Locator.Facilities;

namespace Importer.Sources;

/// <summary>A page of answers of the FindTreatment.gov API (v2), saved as it came, or only its array of rows.</summary>
internal sealed class FindTreatmentPages : IDirectorySource
{
    private const string Services = "services";

    private readonly SourceFile file;
    private readonly MissingValues missing = new();

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

    public bool IsPage => true;

    public IEnumerable<SourceRemark> Remarks => missing.Remark is { } remark ? [remark] : [];

    public IEnumerable<SourceRow> Read(CancellationToken cancellationToken)
    {
        missing.Clear();
        using JsonRows rows = new(file);
        for (int number = 1; rows.Next() is { } row; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (row)
            {
                yield return row.RootElement.ValueKind == JsonValueKind.Object
                    ? ToSourceRow(row.RootElement, number)
                    : new SourceRow { Row = number, Defect = "is not a JSON object" };
            }
        }

        TotalPages = rows.TotalPages;
    }

    private SourceRow ToSourceRow(JsonElement row, int number)
    {
        List<string> repaired = [];
        string? Member(string name) => missing.TakenOut(Text(row, name, name, repaired), keepsDashes: name == "street1");
        string? typeText = Member("typeFacility") ?? Member("type_facility");
        CodeList codes = ReadServices(row, repaired);
        return new SourceRow
        {
            Row = number,
            Name1 = Member("name1"),
            Name2 = Member("name2"),
            Street1 = Member("street1"),
            Street2 = Member("street2"),
            City = Member("city"),
            State = Member("state"),
            Zip = Member("zip"),
            County = Member("county"),
            Website = Member("website"),
            Latitude = Member("latitude") ?? Member("lat"),
            Longitude = Member("longitude") ?? Member("long") ?? Member("lng") ?? Member("lon"),
            TypeText = typeText,
            Type = ProgramTypes.Parse(typeText),
            Phones = [.. from phone in FacilityColumns.Phones
                         let text = Member(phone.Field)
                         where text is not null
                         select new SourcePhone(phone.Field, phone.Kind, text)],
            Codes = codes.ToCodes(),
            UnknownNames = codes.Unknown,
            RepairedFields = repaired,
        };
    }

    /// <summary>Services are named, not coded: f2 is the code of the category, f3 the names within it. f1 changes its wording.</summary>
    private CodeList ReadServices(JsonElement row, List<string> repaired)
    {
        CodeList codes = new(Services);
        if (!row.TryGetProperty(Services, out JsonElement services) || services.ValueKind == JsonValueKind.Null)
        {
            return codes;
        }

        if (services.ValueKind != JsonValueKind.Array)
        {
            AddUnknown(services);
            return codes;
        }

        foreach (JsonElement service in services.EnumerateArray())
        {
            if (service.ValueKind != JsonValueKind.Object)
            {
                AddUnknown(service);
                continue;
            }

            // Only ";" divides names: commas, slashes and brackets are part of them.
            string category = Text(service, "f2", Services, repaired) ?? "";
            foreach (string name in (missing.TakenOut(Text(service, "f3", Services, repaired)) ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                codes.Add(category, name);
            }
        }

        return codes;

        void AddUnknown(JsonElement value)
        {
            if (Text(value, Services, repaired) is { } text)
            {
                codes.AddUnknown(Services, text);
            }
        }
    }

    /// <summary>The member as text: coordinates and ZIPs come as strings, but may come as numbers.</summary>
    private static string? Text(JsonElement element, string member, string field, List<string> repaired) =>
        element.TryGetProperty(member, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? Text(value, field, repaired) : null;

    private static string? Text(JsonElement value, string field, List<string> repaired)
    {
        string? text = SourceText.Of(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText(), out bool isRepaired);
        if (isRepaired && !repaired.Contains(field))
        {
            repaired.Add(field);
        }

        return text;
    }
}
