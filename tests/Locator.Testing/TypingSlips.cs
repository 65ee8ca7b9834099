using System.Text;

namespace Locator.Testing;

/// <summary>
/// The slips between two words as the textbook counts them (optimal string alignment, the table filled row by row): what the
/// library's shortcuts, and the servers' patterns, are compared with.
/// </summary>
public static class TypingSlips
{
    /// <summary>How many letters have to be put in, left out, changed or swapped with their neighbor.</summary>
    public static int Between(string one, string other)
    {
        Rune[] a = [.. one.EnumerateRunes()], b = [.. other.EnumerateRunes()];
        int[,] slips = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                slips[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(slips[i - 1, j], slips[i, j - 1]) + 1, slips[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    slips[i, j] = Math.Min(slips[i, j], slips[i - 2, j - 2] + 1);
                }
            }
        }

        return slips[a.Length, b.Length];
    }

    /// <summary>The least slips between what was typed and any beginning of a word.</summary>
    public static int ToABeginning(string word, string typed)
    {
        string[] letters = [.. word.EnumerateRunes().Select(rune => rune.ToString())];
        return Enumerable.Range(0, letters.Length + 1).Min(length => Between(string.Concat(letters.Take(length)), typed));
    }
}
