using F23.StringSimilarity;

namespace LocatorApi.Http;

/// <summary>Finds what someone probably meant.</summary>
internal static class NearSpelling
{
    /// <summary>Longer than any name of ours with the slips that it allows.</summary>
    private const int Longest = 60;

    /// <summary>
    /// How many letters have to be put in, left out, changed or swapped with their neighbour (optimal string alignment, the
    /// distance of Damerau 1964).
    /// </summary>
    private static readonly OptimalStringAlignment Slips = new();

    /// <summary>
    /// A sentence that names up to three of the known names that are near to what was given, or an empty string: at most one
    /// slip for every three letters, whatever the case, or a label that holds the given word (IOP). Looks at every known name:
    /// some microseconds each, so not for thousands of words of one request.
    /// </summary>
    public static string Hint(string given, IEnumerable<(string Name, string Label)> known)
    {
        if (given.Length > Longest)
        {
            return "";
        }

        string plain = Plain(given);
        int most = Math.Max(1, plain.Length / 3);
        string[] near =
        [
            .. known
                .Select(k => (k.Name, Slips: SlipsTo(plain, Plain(k.Name), most), Named: HoldsWord(k.Label, given)))
                .Where(k => k.Named || k.Slips <= most)
                .OrderBy(k => k.Named ? 0 : k.Slips)
                .ThenBy(k => k.Name, StringComparer.Ordinal)
                .Take(3)
                .Select(k => $"\"{k.Name}\""),
        ];
        return near.Length == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>The slips between two words; infinite where their lengths alone need more than the most that is wanted.</summary>
    private static double SlipsTo(string one, string other, int most) =>
        Math.Abs(one.Length - other.Length) > most ? double.PositiveInfinity : Slips.Distance(one, other);

    private static string Plain(string text) => text.ToLowerInvariant().Replace('_', '-').Replace(' ', '-');

    private static bool HoldsWord(string label, string word) =>
        word.Length > 1 && label.Contains(word, StringComparison.OrdinalIgnoreCase)
        && label.Split([' ', '(', ')', ',', '.', '/'], StringSplitOptions.RemoveEmptyEntries)
            .Contains(word, StringComparer.OrdinalIgnoreCase);
}
