namespace Importer.Stages;

/// <summary>The text of a cell.</summary>
internal static class CellText
{
    /// <summary>With single spaces (no-break ones included) and none at the edges; null when nothing is left.</summary>
    public static string? Of(string? text) =>
        text is { Length: > 0 } && HasSingleSpaces(text) ? text
        : text?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words ? string.Join(' ', words)
        : null;

    /// <summary>Whether a text has no white space but single spaces between its words: most do, and stay as they are.</summary>
    public static bool HasSingleSpaces(string text)
    {
        bool wasSpace = true;
        foreach (char c in text)
        {
            bool isSpace = c == ' ';
            if ((isSpace && wasSpace) || (!isSpace && char.IsWhiteSpace(c)))
            {
                return false;
            }

            wasSpace = isSpace;
        }

        return !wasSpace || text.Length == 0;
    }
}
