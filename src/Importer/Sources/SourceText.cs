using System.Buffers;
using System.Globalization;
using System.Text;
using Locator.Text;

namespace Importer.Sources;

/// <summary>
/// The gate through which every text of a source comes in, whatever its format: cells and members, names of columns and
/// services, names of files. Behind it, text is whole Unicode without noncharacters and control characters.
/// </summary>
/// <remarks>
/// Databases, search servers and <see cref="string.Normalize()"/> each refuse some of what is taken out here, and one such
/// character in one row would keep a whole directory from being searched.
/// </remarks>
internal static class SourceText
{
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, 0x10000).Select(unit => (char)unit).Where(unit =>
            char.IsControl(unit) || char.IsSurrogate(unit) || WellFormedText.IsNoncharacter(new Rune(unit)))]);

    /// <summary>The beginning of a text: at most that many UTF-16 units, and no more than whole text elements (grapheme clusters) of it.</summary>
    /// <remarks>Only a text element that is itself longer is cut within, and even that not within a surrogate pair.</remarks>
    public static string BeginningOf(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        int length = 0;
        while (length + StringInfo.GetNextTextElementLength(text.AsSpan(length)) is var next && next <= most)
        {
            length = next;
        }

        length = length > 0 ? length : char.IsLowSurrogate(text[most]) ? most - 1 : most;
        return text[..length].TrimEnd();
    }

    /// <summary>The text without white space at its edges (U+00A0 too); null when nothing is left.</summary>
    public static string? Of(ReadOnlySpan<char> text) => Of(text, out _);

    /// <summary>The text without white space at its edges (U+00A0 too); null when nothing is left.</summary>
    /// <param name="text">As the file has it.</param>
    /// <param name="isRepaired">
    /// Whether it held what is no text: lone surrogates, noncharacters and NUL are dropped, other control characters become
    /// spaces. Line breaks and tabs become spaces too, but they are white space before and after: nothing to report.
    /// </param>
    public static string? Of(ReadOnlySpan<char> text, out bool isRepaired)
    {
        isRepaired = false;
        // Nearly all text is printable ASCII, which is seen many characters at a time.
        if (!text.ContainsAnyExceptInRange(' ', '~') || !text.ContainsAny(Suspects))
        {
            text = text.Trim();
            return text.IsEmpty ? null : text.ToString();
        }

        StringBuilder clean = new(text.Length);
        while (!text.IsEmpty)
        {
            bool isWhole = Rune.DecodeFromUtf16(text, out Rune rune, out int length) == OperationStatus.Done;
            if (!isWhole || WellFormedText.IsNoncharacter(rune) || rune.Value == 0)
            {
                isRepaired = true;
            }
            else if (Rune.IsControl(rune))
            {
                isRepaired |= !Rune.IsWhiteSpace(rune);
                clean.Append(' ');
            }
            else
            {
                clean.Append(text[..length]);
            }

            text = text[length..];
        }

        string left = clean.ToString().Trim();
        return left.Length == 0 ? null : left;
    }
}
