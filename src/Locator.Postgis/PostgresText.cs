namespace Locator.Postgis;

/// <summary>Text as PostgreSQL keeps it: it takes no NUL and no half of a surrogate pair, and what stood in a broken file can hold both.</summary>
internal static class PostgresText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text with U+FFFD in the place of what cannot be kept; nearly always the same string.</summary>
    public static string Of(string text)
    {
        string known = text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', Replacement) : text;
        return IsWellFormed(known) ? known : string.Concat(known.EnumerateRunes().Select(rune => rune.ToString()));
    }

    /// <summary>Whether it can be sent as it is.</summary>
    public static bool CanHold(string text) => !text.Contains('\0', StringComparison.Ordinal) && IsWellFormed(text);

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }
}
