using Importer.Sources;
using Importer.Stages;
using Locator.Facilities;
using Locator.Places;
using Locator.Versions;

namespace Importer.Tests.Stages;

/// <summary>Rows of invented facilities at real ZIPs, and what cleaning makes of them.</summary>
internal static class SourceRows
{
    /// <summary>A row that nothing is wrong with.</summary>
    public static SourceRow Good { get; } = new()
    {
        Row = 2,
        Name1 = "Sample Recovery",
        Name2 = "Outpatient",
        Street1 = "1 Example Street",
        City = "Atlanta",
        State = "GA",
        Zip = "30309",
        Website = "https://www.example.org",
        Latitude = "33.7989",
        Longitude = "-84.3886",
        TypeText = "SU",
        Type = ProgramType.SubstanceUse,
        Phones = [new SourcePhone("phone", "main", "404-555-0100")],
        Codes = ["MD", "OIT", "SA"],
    };

    public static PointCleaning Points { get; } = new(Gazetteer.Bundled);

    public static (CleanRow? Row, List<ImportIssue> Issues) Clean(SourceRow row, IReadOnlySet<ProgramType>? types = null)
    {
        List<ImportIssue> issues = [];
        RowCleaning cleaning = new("file.csv", 0, Gazetteer.Bundled, Points, types ?? ImportRequest.UsualTypes, issues.Add);
        CleanRow? clean = cleaning.Clean(row);
        cleaning.Finish([], []);
        return (clean, issues);
    }

    /// <summary>A clean row, without the detour through cleaning.</summary>
    public static CleanRow Row(
        string name1 = "Sample Recovery", string? name2 = null, string? street = "1 Example Street", string zip = "30309",
        ProgramType type = ProgramType.SubstanceUse, int row = 2, string? phone = "404-555-0100", string? content = null) =>
        new()
        {
            Source = new SourceReference(0, row),
            Name1 = name1,
            Name2 = name2,
            Street1 = street,
            City = "Atlanta",
            State = "GA",
            Zip = zip,
            Type = type,
            FirstPhoneText = phone,
            Codes = content is null ? [] : [content],
        };
}
