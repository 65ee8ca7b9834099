using System.Globalization;
using System.Text.RegularExpressions;
using Locator.Versions;

namespace Importer.Stages;

/// <summary>Finds the date that a file's data is of.</summary>
internal static partial class SourceDate
{
    /// <summary>
    /// The date asked for; else, for a file that the current version was made from, the date it has there, so that the same
    /// file imported twice makes nothing new; else a date in the file's name, else the day on which the workbook was last
    /// saved, else today, each with a sentence that says so.
    /// </summary>
    /// <param name="file">Its name.</param>
    /// <param name="sha256">Of its bytes.</param>
    /// <param name="asked">What the operator says.</param>
    /// <param name="before">The dates of the current version's files (<see cref="DatesOf"/>).</param>
    /// <param name="savedOn">What the workbook says in its own properties.</param>
    /// <param name="today">UTC. Later dates are no dates of data.</param>
    /// <exception cref="ImportRefusedException">Only a year is given: it may be off by twelve months, so it is asked for.</exception>
    public static (DateOnly Date, string? Remark) Of(
        string file, string sha256, DateOnly? asked, Dictionary<string, DateOnly> before, DateOnly? savedOn, DateOnly today) =>
        asked is { } date ? (date, null)
            : before.TryGetValue(sha256, out DateOnly same) ? (same, null)
            : InName(file) is { } named && named <= today ? (named, "The date was taken from the file's name (--as-of DATE sets another)")
            : savedOn is { } saved && saved <= today ? (saved, "The date was taken from the workbook's properties, when it was last saved (--as-of DATE sets another)")
            : YearIn(file, today) is { } year ? throw new ImportRefusedException(
                $"{file}: of its date only the year {year} is known, which is no date. Say with --as-of YYYY-MM-DD of which day the data is.")
            : (today, "Nothing says of which date the data is; today's is taken (--as-of DATE sets it)");

    /// <summary>The dates of the files that a version was made from, by SHA-256; of null, none.</summary>
    public static Dictionary<string, DateOnly> DatesOf(DirectoryManifest? version) =>
        (version?.Sources ?? []).GroupBy(source => source.FileSha256, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First().AsOf, StringComparer.Ordinal);

    private static DateOnly? InName(string file)
    {
        foreach (Match match in Date().Matches(file))
        {
            string digits = $"{match.Groups["year"].Value}-{match.Groups["month"].Value}-{match.Groups["day"].Value}";
            if (DateOnly.TryParseExact(digits, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
            {
                return date;
            }
        }

        return null;
    }

    /// <summary>A year in the name that is not part of a date; null when there is none.</summary>
    private static string? YearIn(string file, DateOnly today) => Year().Matches(Date().Replace(file, " "))
        .Select(match => match.Value)
        .FirstOrDefault(year => int.Parse(year, CultureInfo.InvariantCulture) <= today.Year + 1);

    [GeneratedRegex(@"(?<![0-9])20[0-9]{2}(?![0-9])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Year();

    // 2026-11-20, 2026_11_20, 20261120
    [GeneratedRegex(@"(?<![0-9])(?<year>20[0-9]{2})[-_.]?(?<month>[0-9]{2})[-_.]?(?<day>[0-9]{2})(?![0-9])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Date();
}
