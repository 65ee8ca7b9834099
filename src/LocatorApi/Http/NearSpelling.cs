namespace LocatorApi.Http;

/// <summary>Finds what someone probably meant.</summary>
internal static class NearSpelling
{
    /// <summary>
    /// A sentence that names up to three of the known names that are near to what was given, or an empty string: at most one
    /// slip for every three letters (Damerau–Levenshtein), whatever the case, or a label that holds the given word (IOP).
    /// </summary>
    public static string Hint(string given, IEnumerable<(string Name, string Label)> known)
    {
        string[] near =
        [
            .. known
                .Select(k => (k.Name, Slips: Slips(Plain(given), Plain(k.Name)), Named: HoldsWord(k.Label, given)))
                .Where(k => k.Named || k.Slips <= Math.Max(1, Plain(given).Length / 3))
                .OrderBy(k => k.Named ? 0 : k.Slips)
                .ThenBy(k => k.Name, StringComparer.Ordinal)
                .Take(3)
                .Select(k => $"\"{k.Name}\""),
        ];
        return near.Length == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>How many letters have to be put in, left out, changed or swapped with their neighbour (Damerau 1964; optimal string alignment).</summary>
    public static int Slips(string one, string other)
    {
        // What people type is short; anything longer is no spelling of ours.
        if (Math.Abs(one.Length - other.Length) > 20)
        {
            return int.MaxValue;
        }

        int[,] slips = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    slips[i, j] = i + j;
                    continue;
                }

                int change = one[i - 1] == other[j - 1] ? 0 : 1;
                slips[i, j] = Math.Min(
                    slips[i - 1, j - 1] + change, 1 + Math.Min(slips[i - 1, j], slips[i, j - 1]));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    slips[i, j] = Math.Min(slips[i, j], slips[i - 2, j - 2] + 1);
                }
            }
        }

        return slips[one.Length, other.Length];
    }

    private static string Plain(string text) => text.ToLowerInvariant().Replace('_', '-').Replace(' ', '-');

    private static bool HoldsWord(string label, string word) =>
        word.Length > 1 && label.Split([' ', '(', ')', ',', '.', '/'], StringSplitOptions.RemoveEmptyEntries)
            .Contains(word, StringComparer.OrdinalIgnoreCase);
}
