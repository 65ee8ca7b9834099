using System.Text;
using Importer.Sources;
using Locator.Text;

namespace Importer.Stages;

/// <summary>
/// How long the texts of a row may be. Real ones are far below (the longest name of 2022 to 2025 has 39 characters, the
/// longest web address 100); what is longer is a fault of the file, and beyond some length no engine can index it.
/// </summary>
internal static class TextLimits
{
    /// <summary>Characters (UTF-16 units) of a name or city.</summary>
    public const int Name = 300;

    /// <summary>UTF-8 bytes of a name or city once folded, spaces between its words included. Folding may make eighteen letters of one.</summary>
    public const int FoldedName = 2_000;

    /// <summary>Characters (UTF-16 units) of any other text.</summary>
    public const int Other = 1_000;

    /// <summary>The name or city, cut at its end to what may be; never within a text element that may stay whole.</summary>
    public static string Shorten(string name)
    {
        name = SourceText.BeginningOf(name, Name);
        if (IsIndexable(name))
        {
            return name;
        }

        // The longest beginning that is short enough: a longer one never folds to less.
        int fits = 2, tooLong = name.Length;
        while (tooLong - fits > 1)
        {
            int middle = (fits + tooLong) / 2;
            (fits, tooLong) = IsIndexable(SourceText.BeginningOf(name, middle)) ? (middle, tooLong) : (fits, middle);
        }

        return SourceText.BeginningOf(name, fits);
    }

    // Of ASCII no character folds to more than four bytes ("&" to "and" and a space).
    private static bool IsIndexable(string name) =>
        Ascii.IsValid(name) || Encoding.UTF8.GetByteCount(string.Join(' ', FoldedText.Words(name))) <= FoldedName;
}
