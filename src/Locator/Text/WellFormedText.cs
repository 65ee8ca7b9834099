using System.Text;

namespace Locator.Text;

/// <summary>Text as Unicode has it: whole characters only, and none of those that are set apart for programs' own use.</summary>
public static class WellFormedText
{
    /// <summary>
    /// Whether a code point is one of Unicode's 66 noncharacters (The Unicode Standard, section 23.7): U+FDD0 to U+FDEF, and
    /// the last two of every plane, such as U+FFFE. They mean nothing in text that is exchanged.
    /// </summary>
    public static bool IsNoncharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    /// <summary>
    /// The text with the replacement character U+FFFD for every lone surrogate and noncharacter. Of such text
    /// <see cref="string.Normalize(NormalizationForm)"/> may throw; of this it never does.
    /// </summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        StringBuilder whole = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            // A lone surrogate is enumerated as the replacement character.
            whole.Append((IsNoncharacter(rune) ? Rune.ReplacementChar : rune).ToString());
        }

        return whole.ToString();
    }
}
