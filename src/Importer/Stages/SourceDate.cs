using System.Globalization;
using System.Text.RegularExpressions;
using Locator.Versions;

namespace Importer.Stages;

/// <summary>Finds the date that a file's data is of.</summary>
internal static partial class SourceDate
{
    /// <summary>
    /// The date asked for; else, for a file that the current version was made from, the date it has there, so that the same
    /// file imported twice makes nothing new; else a date in the file's name; else today, with a sentence that says so.
    /// </summary>
    public static (DateOnly Date, string? Remark) Of(
        string file, string sha256, DateOnly? asked, Dictionary<string, DateOnly> before, DateOnly today) =>
        asked is { } date ? (date, null)
            : before.TryGetValue(sha256, out DateOnly same) ? (same, null)
            : InName(file) is { } named && named <= today ? (named, null)
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

    [GeneratedRegex(@"(?<![0-9])(?<year>20[0-9]{2})[-_](?<month>[0-9]{2})[-_](?<day>[0-9]{2})(?![0-9])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Date();
}
