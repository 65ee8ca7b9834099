using System.Collections.Frozen;
using System.Globalization;

namespace Importer.Sources;

/// <summary>
/// Takes out of a file the words that other programs write for an empty cell (R writes NA, pandas NaN, databases NULL), and
/// counts them for the report.
/// </summary>
/// <remarks>
/// Only where a word is the whole of a cell. "ND" (North Dakota), "NO", "0", "Unknown" and "X" say something and stay.
/// </remarks>
internal sealed class MissingValues
{
    private static readonly FrozenSet<string> Words = FrozenSet.ToFrozenSet(
        ["NA", "N/A", "#N/A", "NULL", "NaN", "None", "<NA>", "\\N", "nil"], StringComparer.OrdinalIgnoreCase);

    private static readonly int LongestWord = Words.Items.Max(word => word.Length);

    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>What was taken out so far, for the report; null when nothing was.</summary>
    public SourceRemark? Remark => counts.Count == 0
        ? null
        : new SourceRemark("row", "Words for a missing value were taken as empty cells", IsRepaired: true,
            string.Join(", ", counts.Select(word => string.Create(CultureInfo.InvariantCulture, $"{word.Key} ({word.Value})"))));

    /// <summary>Forgets what was counted: the file is read anew.</summary>
    public void Clear() => counts.Clear();

    /// <summary>The trimmed text, or null where it is only a word for a missing value or dashes.</summary>
    /// <param name="text">A whole cell.</param>
    /// <param name="keepsDashes">Whether dashes say something: a street of dashes is one that the source withholds.</param>
    public string? TakenOut(string? text, bool keepsDashes = false)
    {
        if (text is null || !((text.Length <= LongestWord && Words.Contains(text)) || (!keepsDashes && IsDashes(text))))
        {
            return text;
        }

        string word = IsDashes(text) ? "dashes" : text;
        counts[word] = counts.GetValueOrDefault(word) + 1;
        return null;
    }

    /// <summary>Whether the text is dashes and spaces only.</summary>
    public static bool IsDashes(string text)
    {
        foreach (char c in text)
        {
            if (!(c is '-' or '–' or '—' || char.IsWhiteSpace(c)))
            {
                return false;
            }
        }

        return true;
    }
}
