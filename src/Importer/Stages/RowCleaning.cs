using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
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
internal sealed class RowCleaning
{
    /// <summary>What is said of a text that <see cref="SourceText"/> repaired.</summary>
    public const string NoText = "Characters that are no text were taken out";

    private readonly int _source;
    private readonly Gazetteer _gazetteer;
    private readonly IReadOnlySet<ProgramType> _included;
    private readonly RowIssues _issues;
    private readonly RowPoints _points;
    private readonly RowTexts _texts;
    private readonly UnknownServices _services;

    /// <summary>The first row of each content, by its digest: the texts themselves would take more memory than all else of an import.</summary>
    private readonly Dictionary<UInt128, int> _contents = [];

    private readonly StringBuilder _content = new(4096);
    private readonly XxHash128 _digest = new();

    /// <param name="file">Name of the file, for the issues.</param>
    /// <param name="source">Its index among those of the import.</param>
    /// <param name="gazetteer">The ZIPs there are.</param>
    /// <param name="points">Reads coordinates, for all files of an import: what it makes of the gazetteer is made once.</param>
    /// <param name="included">The types of entries that are taken.</param>
    /// <param name="report">Is told every issue.</param>
    /// <param name="ignoredNames">Folded service names and codes that are declared harmless (<see cref="UnknownServices.NameOf"/>).</param>
    public RowCleaning(
        string file, int source, Gazetteer gazetteer, PointCleaning points, IReadOnlySet<ProgramType> included, Action<ImportIssue> report,
        IReadOnlySet<string>? ignoredNames = null)
    {
        (_source, _gazetteer, _included) = (source, gazetteer, included);
        _issues = new RowIssues(file, report);
        _points = new RowPoints(gazetteer, points, _issues);
        _texts = new RowTexts(_issues);
        _services = new UnknownServices(ignoredNames);
    }

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
        IReadOnlyList<UnknownName> unknown = _services.Add(row);
        if (row.Defect is not null)
        {
            return LeaveOut(row, "row", "The row cannot be read", row.Defect);
        }

        if (row.Type is { } kind && !_included.Contains(kind))
        {
            LeftOut++;
            Report(row, "type", $"Entries of type {kind.Slug()} are left out unless asked for", ImportOutcome.LeftOut, row.TypeText);
            return null;
        }

        foreach (string field in row.RepairedFields)
        {
            Report(row, field, NoText, ImportOutcome.Repaired, null);
        }

        string? first = _texts.Name(row, "name1", row.Name1);
        // A row without first name whose ZIP is none either is no facility at all: its cells stand in wrong columns.
        bool hasZip = CellText.Of(row.Zip) is { } written && ZipCleaning.Clean(written, State.Find(row.State ?? "")?.Code, CellText.Of(row.City), _gazetteer) is not null;
        if ((first ?? (hasZip ? _texts.Name(row, "name2", row.Name2) : null)) is not { } name1)
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

        string? state = CellText.Of(row.State) is { } code ? State.Find(code)?.Code : null;
        string zip = Zip(row, state);
        ZipPlace? place = _gazetteer.FindZip(zip);

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

        string? city = _texts.Name(row, "city", row.City);
        if (city is null)
        {
            if (town is null)
            {
                return LeaveOut(row, "city", "The row has neither a city nor a known ZIP", null);
            }

            Report(row, "city", "The city was taken from the ZIP", ImportOutcome.Repaired, null);
            city = town.City;
        }

        string? street = _texts.Street(row);
        CleanRow clean = new()
        {
            Source = new SourceReference(_source, row.Row),
            Name1 = name1,
            Name2 = first is null ? null : _texts.Name(row, "name2", row.Name2),
            Street1 = street,
            Street2 = _texts.Street2(row),
            City = city,
            State = state,
            Zip = zip,
            County = _texts.Shortened(row, "county", row.County),
            Website = _texts.Website(row),
            Point = _points.Of(row, place, state, street),
            Type = type,
            Phones = _texts.Phones(row),
            FirstPhoneText = row.Phones is [{ Text: { } phone }, ..] ? SourceText.BeginningOf(phone, TextLimits.Other) : null,
            Codes = row.Codes,
            OpenCategories = UnknownServices.CategoriesOf(unknown),
        };

        UInt128 content = DigestOf(clean);
        if (!_contents.TryAdd(content, row.Row))
        {
            Report(row, "row", "The row repeats another one word for word", ImportOutcome.Marked,
                string.Create(CultureInfo.InvariantCulture, $"same as row {_contents[content]}"));
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
            _issues.Add(null, remark.Field, remark.Problem, remark.IsRepaired ? ImportOutcome.Repaired : ImportOutcome.Marked, remark.Value);
        }

        foreach (string name in repairedNames)
        {
            _issues.Add(null, "header", NoText, ImportOutcome.Repaired, name);
        }

        foreach (UnknownName name in unknownNames.Where(name => !_services.IsIgnored(name.Text)))
        {
            _issues.Add(null, name.Field, "The vocabulary does not know this name", ImportOutcome.Marked, name.Text);
        }

        _services.Report(Read, _issues);
        _points.ReportMissing();
    }

    private UInt128 DigestOf(CleanRow row)
    {
        foreach (ReadOnlyMemory<char> chunk in row.AppendContent(_content.Clear()).GetChunks())
        {
            _digest.Append(MemoryMarshal.AsBytes(chunk.Span));
        }

        UInt128 digest = _digest.GetCurrentHashAsUInt128();
        _digest.Reset();
        return digest;
    }

    private string Zip(SourceRow row, string? state)
    {
        if (CellText.Of(row.Zip) is not { } text)
        {
            Report(row, "zip", "The row has no ZIP", ImportOutcome.Marked, null);
            return "";
        }

        if (ZipCleaning.Clean(text, state, CellText.Of(row.City), _gazetteer) is not var (zip, repair))
        {
            Report(row, "zip", "This is no ZIP", ImportOutcome.Marked, text);
            return "";
        }

        if (repair is not null)
        {
            Report(row, "zip", repair, ImportOutcome.Repaired, text);
        }

        if (_gazetteer.FindZip(zip) is null)
        {
            Report(row, "zip", "The ZIP is not in the table of ZIPs", ImportOutcome.Marked, text);
        }

        return zip;
    }

    private CleanRow? LeaveOut(SourceRow row, string field, string problem, string? value)
    {
        LeftOut++;
        LeftOutForDamage++;
        ImportIssue damage = _issues.Add(row.Row, field, problem, ImportOutcome.LeftOut, value);
        FirstDamage ??= damage;
        return null;
    }

    private void Report(SourceRow row, string field, string problem, ImportOutcome outcome, string? value) =>
        _issues.Add(row.Row, field, problem, outcome, value);
}
