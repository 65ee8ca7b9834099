using System.Globalization;
using Importer.Sources;
using Locator.Facilities;
using Locator.Geo;
using Locator.Places;
using Locator.Versions;

namespace Importer.Stages;

/// <summary>
/// Turns the rows of one file into clean rows or leaves them out. Whatever is not taken as it stands becomes an issue.
/// The sentences of issues are constant, so that the summary can count them; details are in the issue's value.
/// </summary>
/// <param name="file">Name of the file, for the issues.</param>
/// <param name="source">Its index among those of the import.</param>
/// <param name="gazetteer">The ZIPs there are.</param>
/// <param name="points">Reads coordinates, for all files of an import: what it makes of the gazetteer is made once.</param>
/// <param name="included">The types of entries that are taken.</param>
/// <param name="report">Is told every issue.</param>
/// <param name="ignoredNames">Folded service names and codes that are declared harmless (<see cref="NameOf"/>).</param>
internal sealed class RowCleaning(
    string file, int source, Gazetteer gazetteer, PointCleaning points, IReadOnlySet<ProgramType> included, Action<ImportIssue> report,
    IReadOnlySet<string>? ignoredNames = null)
{
    /// <summary>What is said of a text that <see cref="SourceText"/> repaired.</summary>
    public const string NoText = "Characters that are no text were taken out";

    /// <summary>What is said of an unknown service in so many rows that the vocabulary must be behind the source; stands first in the report.</summary>
    public const string OftenUnknownService = "The vocabulary does not know this service, which stands in more than 5 % of the rows";

    /// <summary>What is said of any other unknown service.</summary>
    public const string UnknownServiceName = "The vocabulary does not know this service";

    private const double OftenUnknown = 0.05;

    private readonly List<int> _withoutCoordinates = [];
    private readonly Dictionary<(string Field, string Text), UnknownService> _unknownNames = [];
    private readonly Dictionary<string, int> _ignored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _contents = [];
    private bool _hasCoordinates;

    /// <summary>Rows seen so far.</summary>
    public int Read { get; private set; }

    /// <summary>Rows left out so far, for whatever reason.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Rows left out because of what is wrong with them, not because nobody asked for their kind.</summary>
    public int LeftOutForDamage { get; private set; }

    /// <summary>Why the first of those was left out; null while there is none.</summary>
    public ImportIssue? FirstDamage { get; private set; }

    /// <summary>The clean row, or null when it is left out.</summary>
    public CleanRow? Clean(SourceRow row)
    {
        Read++;
        UnknownName[] unknown = [.. row.UnknownNames.Where(name => !IsIgnored(name.Text))];
        foreach (UnknownName name in unknown)
        {
            if (!_unknownNames.TryGetValue((name.Field, name.Text), out UnknownService? seen))
            {
                _unknownNames.Add((name.Field, name.Text), seen = new UnknownService(row.Row));
            }

            seen.Count++;
            seen.Categories.UnionWith(name.Categories);
        }

        if (row.Defect is not null)
        {
            return LeaveOut(row, "row", "The row cannot be read", row.Defect);
        }

        if (row.Type is { } kind && !included.Contains(kind))
        {
            LeftOut++;
            Report(row, "type", $"Entries of type {kind.Slug()} are left out unless asked for", ImportOutcome.LeftOut, row.TypeText);
            return null;
        }

        foreach (string field in row.RepairedFields)
        {
            Report(row, field, NoText, ImportOutcome.Repaired, null);
        }

        string? first = Name(row, "name1", row.Name1);
        // A row without first name whose ZIP is none either is no facility at all: its cells stand in wrong columns.
        bool hasZip = Text(row.Zip) is { } written && ZipCleaning.Clean(written, State.Find(row.State ?? "")?.Code, Text(row.City), gazetteer) is not null;
        if ((first ?? (hasZip ? Name(row, "name2", row.Name2) : null)) is not { } name1)
        {
            return LeaveOut(row, "name1", "The row has no facility name", null);
        }

        if (first is null)
        {
            Report(row, "name1", "The row has only a second name, which is taken for its first", ImportOutcome.Repaired, name1);
        }

        if (row.Type is not { } type)
        {
            return LeaveOut(row, "type", "The row does not say what type of program it is", row.TypeText);
        }

        string? state = Text(row.State) is { } code ? State.Find(code)?.Code : null;
        string zip = Zip(row, state);
        ZipPlace? place = gazetteer.FindZip(zip);

        // A military ZIP (APO, FPO, DPO) is mail, not a place: no facility is in its "state" AE or its "city" APO.
        ZipPlace? town = place is not null && State.Find(place.State) is not null ? place : null;
        if (state is null)
        {
            if (town is null)
            {
                return LeaveOut(row, "state", "The row has neither a state nor a known ZIP", row.State);
            }

            Report(row, "state", "The state was taken from the ZIP", ImportOutcome.Repaired, row.State);
            state = town.State;
        }
        else if (place is not null && place.State != state)
        {
            Report(row, "zip", "The ZIP is of another state", ImportOutcome.Marked, row.Zip);
        }

        string? city = Name(row, "city", row.City);
        if (city is null)
        {
            if (town is null)
            {
                return LeaveOut(row, "city", "The row has neither a city nor a known ZIP", null);
            }

            Report(row, "city", "The city was taken from the ZIP", ImportOutcome.Repaired, null);
            city = town.City;
        }

        string? street = Street(row);
        CleanRow clean = new CleanRow
        {
            Source = new SourceReference(source, row.Row),
            Name1 = name1,
            Name2 = first is null ? null : Name(row, "name2", row.Name2),
            Street1 = street,
            Street2 = Shortened(row, "street2", row.Street2) is { } second && !IsWithheld(second) ? second : null,
            City = city,
            State = state,
            Zip = zip,
            County = Shortened(row, "county", row.County),
            Website = Website(row),
            Point = Point(row, place, state, street),
            Type = type,
            Phones = Phones(row),
            FirstPhoneText = row.Phones is [{ Text: { } phone }, ..] ? SourceText.BeginningOf(phone, TextLimits.Other) : null,
            Codes = row.Codes,
            OpenCategories = OpenCategories(unknown),
        }.WithContent();

        if (!_contents.TryAdd(clean.Content, row.Row))
        {
            Report(row, "row", "The row repeats another one word for word", ImportOutcome.Marked,
                string.Create(CultureInfo.InvariantCulture, $"same as row {_contents[clean.Content]}"));
        }

        return clean;
    }

    /// <summary>Reports what concerns the file as a whole: call once, after its last row.</summary>
    /// <param name="unknownNames">Names of the header or code sheet that the vocabulary does not know.</param>
    /// <param name="repairedNames">Columns in whose names, or codes of the code sheet, stood what is no text.</param>
    /// <param name="remarks">What else the source says of the file as a whole.</param>
    public void Finish(IEnumerable<UnknownName> unknownNames, IEnumerable<string> repairedNames, IEnumerable<SourceRemark>? remarks = null)
    {
        foreach (SourceRemark remark in remarks ?? [])
        {
            ReportAt(null, remark.Field, remark.Problem, remark.IsRepaired ? ImportOutcome.Repaired : ImportOutcome.Marked, remark.Value);
        }

        foreach (string name in repairedNames)
        {
            ReportAt(null, "header", NoText, ImportOutcome.Repaired, name);
        }

        foreach (UnknownName name in unknownNames.Where(name => !IsIgnored(name.Text)))
        {
            ReportAt(null, name.Field, "The vocabulary does not know this name", ImportOutcome.Marked, name.Text);
        }

        foreach (((string field, string text), UnknownService service) in _unknownNames.OrderBy(name => name.Value.FirstRow))
        {
            string value = string.Create(CultureInfo.InvariantCulture,
                $"{SourceText.BeginningOf(text, TextLimits.Name)} ({service.Count} rows, this is the first)");
            bool isOften = service.Count > OftenUnknown * Read;
            ReportAt(service.FirstRow, field, isOften ? OftenUnknownService : UnknownServiceName, ImportOutcome.Marked,
                isOften ? $"{value}; {Opened(service.Categories)}" : value);
        }

        foreach ((string name, int count) in _ignored.OrderBy(name => name.Key, StringComparer.Ordinal))
        {
            ReportAt(null, "services", "This name was declared harmless (--ignore-name)", ImportOutcome.Marked,
                string.Create(CultureInfo.InvariantCulture, $"{name} ({count} times)"));
        }

        // Without coordinates in any row the file has none to give: one line says so instead of one a row.
        if (!_hasCoordinates && _withoutCoordinates.Count > 0)
        {
            ReportAt(null, "latitude", "The file has no coordinates; facilities stand at their ZIP's point", ImportOutcome.Marked, null);
            return;
        }

        foreach (int row in _withoutCoordinates)
        {
            ReportAt(row, "latitude", "The row has no coordinates", ImportOutcome.Marked, null);
        }
    }

    /// <summary>What two spellings of a name that is declared harmless have in common.</summary>
    public static string NameOf(string text) => (Text(text) ?? "").ToLowerInvariant();

    private bool IsIgnored(string text)
    {
        if (ignoredNames?.Contains(NameOf(text)) != true)
        {
            return false;
        }

        string name = Text(text) ?? "";
        _ignored[name] = _ignored.GetValueOrDefault(name) + 1;
        return true;
    }

    private static string[]? OpenCategories(UnknownName[] unknown)
    {
        string[] categories = [.. unknown.SelectMany(name => name.Categories).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return categories.Length == 0 ? null : categories;
    }

    /// <summary>The values that become unknown where a row does not state them.</summary>
    private static string Opened(HashSet<string> categories)
    {
        string[] values =
        [
            .. from value in Vocabulary.Current.Groups.SelectMany(question => question.Values)
               where value.Codes.Concat(value.Without).Any(code => categories.Contains(Vocabulary.Current.FindCode(code)!.Category))
               select value.Token,
        ];
        return values.Length == 0
            ? "nothing tells its category, so no value becomes unknown"
            : $"where a row does not state them, these become unknown unless other categories answer them: {string.Join(", ", values)}";
    }

    private string Zip(SourceRow row, string? state)
    {
        if (Text(row.Zip) is not { } text)
        {
            Report(row, "zip", "The row has no ZIP", ImportOutcome.Marked, null);
            return "";
        }

        if (ZipCleaning.Clean(text, state, Text(row.City), gazetteer) is not var (zip, repair))
        {
            Report(row, "zip", "This is no ZIP", ImportOutcome.Marked, text);
            return "";
        }

        if (repair is not null)
        {
            Report(row, "zip", repair, ImportOutcome.Repaired, text);
        }

        if (gazetteer.FindZip(zip) is null)
        {
            Report(row, "zip", "The ZIP is not in the table of ZIPs", ImportOutcome.Marked, text);
        }

        return zip;
    }

    private string? Street(SourceRow row)
    {
        string? street = Shortened(row, "street1", row.Street1);
        if (street is not null && !IsWithheld(street))
        {
            return street;
        }

        Report(row, "street1", street is null ? "The row has no street" : "The source withholds the street", ImportOutcome.Marked, street);
        return null;
    }

    private string? Website(SourceRow row)
    {
        if (Text(row.Website) is not { } text || WebsiteCleaning.IsEmpty(text))
        {
            return null;
        }

        string? website = text.Length > TextLimits.Other ? null : WebsiteCleaning.Clean(text);
        if (text.Length > TextLimits.Other)
        {
            // Half of an address leads elsewhere.
            Report(row, "website", $"The web address was longer than {TextLimits.Other} characters", ImportOutcome.Marked, text);
        }
        else if (website is null)
        {
            Report(row, "website", "This is no web address", ImportOutcome.Marked, text);
        }
        else if (website != text)
        {
            Report(row, "website",
                text.Contains('\\', StringComparison.Ordinal) ? "The web address had backslashes or no :// after http"
                    : "The web address had no http:// or https://",
                ImportOutcome.Repaired, text);
        }

        return website;
    }

    private GeoPoint? Point(SourceRow row, ZipPlace? place, string state, string? street)
    {
        if (Text(row.Latitude) is not { } latitude || Text(row.Longitude) is not { } longitude)
        {
            if (row.Latitude is null && row.Longitude is null)
            {
                _withoutCoordinates.Add(row.Row);
            }
            else
            {
                Report(row, "latitude", "Only one of latitude and longitude is given", ImportOutcome.Marked, row.Latitude ?? row.Longitude);
            }

            return null;
        }

        _hasCoordinates = true;
        if (street is null)
        {
            // In real files it is the middle of the ZIP; were it the house of a shelter, it would not be ours to show.
            Report(row, "latitude", "The coordinates of a withheld street are not used", ImportOutcome.Marked, null);
            return null;
        }

        if (MailingAddress.IsOnlyFor(street, Text(row.Street2)))
        {
            Report(row, "latitude", "The coordinates of a post office box are not used", ImportOutcome.Marked, street);
            return null;
        }

        County? county = Text(row.County) is { } name ? gazetteer.FindCounty(state, name) : null;
        PointReading reading = points.Clean(latitude, longitude, place, state, county);
        if (reading.Problem is not null)
        {
            string value = $"{latitude}, {longitude}";
            Report(row, "latitude", reading.Problem,
                reading.Point is null ? ImportOutcome.Marked : ImportOutcome.Repaired,
                reading.FromZip is { } far ? string.Create(CultureInfo.InvariantCulture, $"{value} ({far.Miles:0} miles)") : value);
        }

        return reading.Point;
    }

    private List<CleanPhone> Phones(SourceRow row)
    {
        List<CleanPhone> phones = [];
        foreach (SourcePhone cell in row.Phones)
        {
            PhoneReading reading = PhoneCleaning.Read(cell);
            phones.AddRange(reading.Phones);
            if (!reading.IsUnderstood)
            {
                Report(row, cell.Field,
                    reading.Phones.Count == 0 ? "This is no telephone number of the United States"
                        : "Not all that stands with the telephone number was understood; the number was taken",
                    ImportOutcome.Marked, cell.Text);
            }
        }

        if (phones.Count == 0)
        {
            Report(row, "phone", "The row has no telephone number that works", ImportOutcome.Marked, null);
        }

        return phones;
    }

    private CleanRow? LeaveOut(SourceRow row, string field, string problem, string? value)
    {
        LeftOut++;
        LeftOutForDamage++;
        ImportIssue damage = ReportAt(row.Row, field, problem, ImportOutcome.LeftOut, value);
        FirstDamage ??= damage;
        return null;
    }

    private void Report(SourceRow row, string field, string problem, ImportOutcome outcome, string? value) =>
        ReportAt(row.Row, field, problem, outcome, value);

    private ImportIssue ReportAt(int? row, string field, string problem, ImportOutcome outcome, string? value)
    {
        ImportIssue issue = new(file, row, SourceText.BeginningOf(field, TextLimits.Name), problem, outcome,
            value is null ? null : SourceText.BeginningOf(value, TextLimits.Other));
        report(issue);
        return issue;
    }

    /// <summary>A name or city: as <see cref="Text"/>, and short enough to be indexed.</summary>
    private string? Name(SourceRow row, string field, string? text)
    {
        if (Text(text) is not { } name)
        {
            return null;
        }

        string shortened = TextLimits.Shorten(name);
        if (name.Length > TextLimits.Name)
        {
            Report(row, field, $"The text was longer than {TextLimits.Name} characters and was cut", ImportOutcome.Repaired, name);
        }
        else if (shortened.Length < name.Length)
        {
            Report(row, field, $"The text was longer than {TextLimits.FoldedName} bytes in search and was cut", ImportOutcome.Repaired, name);
        }

        return shortened;
    }

    /// <summary>As <see cref="Text"/>, and no longer than texts that are no names may be.</summary>
    private string? Shortened(SourceRow row, string field, string? text)
    {
        if (Text(text) is not { Length: > TextLimits.Other } whole)
        {
            return Text(text);
        }

        Report(row, field, $"The text was longer than {TextLimits.Other} characters and was cut", ImportOutcome.Repaired, whole);
        return SourceText.BeginningOf(whole, TextLimits.Other);
    }

    private static bool IsWithheld(string street) => street.All(c => c is '-' or '–' or '—' or ' ');

    /// <summary>Text with single spaces (no-break ones included) and none at the edges; null when nothing is left.</summary>
    private static string? Text(string? text) =>
        text?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words ? string.Join(' ', words) : null;

    /// <summary>A service that the vocabulary does not know.</summary>
    private sealed class UnknownService(int firstRow)
    {
        public int FirstRow { get; } = firstRow;

        public int Count { get; set; }

        public HashSet<string> Categories { get; } = new(StringComparer.Ordinal);
    }
}
