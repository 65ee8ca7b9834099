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
        string file, string sha256, DateOnly? asked, DirectoryManifest? current, DateOnly today)
    {
        ManifestSource? same = current?.Sources.FirstOrDefault(source => source.FileSha256 == sha256);
        return asked is { } date ? (date, null)
            : same is not null ? (same.AsOf, null)
            : InName(file) is { } named && named <= today ? (named, null)
            : (today, "Nothing says of which date the data is; today's is taken (--as-of DATE sets it)");
    }

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

    [GeneratedRegex(@"(?<!\d)(?<year>20\d{2})[-_](?<month>\d{2})[-_](?<day>\d{2})(?!\d)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Date();
}
