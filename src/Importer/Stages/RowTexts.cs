using Importer.Sources;
using Locator.Versions;

namespace Importer.Stages;

/// <summary>Reads the texts of rows: names, streets, web addresses, telephone numbers. What is not taken as it stands becomes an issue.</summary>
/// <param name="issues">Takes them.</param>
internal sealed class RowTexts(RowIssues issues)
{
    /// <summary>The street; null where there is none, or the source withholds it.</summary>
    public string? Street(SourceRow row)
    {
        string? street = Shortened(row, "street1", row.Street1);
        if (street is not null && !IsWithheld(street))
        {
            return street;
        }

        Report(row, "street1", street is null ? "The row has no street" : "The source withholds the street", ImportOutcome.Marked, street);
        return null;
    }

    /// <summary>Suite, floor or building.</summary>
    public string? Street2(SourceRow row) => Shortened(row, "street2", row.Street2) is { } second && !IsWithheld(second) ? second : null;

    /// <summary>The web address; null where the cell holds none.</summary>
    public string? Website(SourceRow row)
    {
        if (CellText.Of(row.Website) is not { } text || WebsiteCleaning.IsEmpty(text))
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

    /// <summary>The numbers of all cells that somebody could dial.</summary>
    public List<CleanPhone> Phones(SourceRow row)
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

    /// <summary>A name or city: as <see cref="CellText"/>, and short enough to be indexed.</summary>
    public string? Name(SourceRow row, string field, string? text)
    {
        if (CellText.Of(text) is not { } name)
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

    /// <summary>As <see cref="CellText"/>, and no longer than texts that are no names may be.</summary>
    public string? Shortened(SourceRow row, string field, string? text)
    {
        if (CellText.Of(text) is not { Length: > TextLimits.Other } whole)
        {
            return CellText.Of(text);
        }

        Report(row, field, $"The text was longer than {TextLimits.Other} characters and was cut", ImportOutcome.Repaired, whole);
        return SourceText.BeginningOf(whole, TextLimits.Other);
    }

    private void Report(SourceRow row, string field, string problem, ImportOutcome outcome, string? value) =>
        issues.Add(row.Row, field, problem, outcome, value);

    private static bool IsWithheld(string street) => !street.AsSpan().ContainsAnyExcept("-–— ");
}
