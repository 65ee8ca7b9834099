namespace Importer.Stages;

/// <summary>
/// Names of a site and its programs. SAMHSA's files hold a name as the two lines of a printed directory, the first of at most 38
/// characters: where it ends within a phrase ("Caring Connections for"), the second goes on with it.
/// </summary>
internal static class SiteNames
{
    /// <summary>Words that no name ends with, as they are written within one; "Outside In" is whole.</summary>
    private static readonly string[] Joining = ["and", "at", "for", "in", "of", "on", "the", "with"];

    /// <summary>The name of the site: where its programs go on differently, as far as they are alike, or as the first does.</summary>
    public static string Of(Site site)
    {
        CleanRow first = site.Programs[0].Row;
        if (!GoesOn(first))
        {
            return first.Name1;
        }

        string[] rest = [.. site.Programs.Select(program => program.Row.Name2).OfType<string>()];
        string shared = rest[0][..rest.Min(other => Alike(rest[0], other))];
        return $"{first.Name1} {(shared.Length > 0 ? shared : rest[0])}";
    }

    /// <summary>The name of a row's program.</summary>
    public static string OfProgram(CleanRow row) => GoesOn(row) ? $"{row.Name1} {row.Name2}" : row.Name2 ?? row.Name1;

    /// <summary>Whether the second name goes on with the first; not where both together are longer than a name may be.</summary>
    private static bool GoesOn(CleanRow row) => row.Name2 is not null && EndsJoining(row.Name1)
        && $"{row.Name1} {row.Name2}" is var whole && TextLimits.Shorten(whole).Length == whole.Length;

    private static bool EndsJoining(string name)
    {
        ReadOnlySpan<char> last = name.AsSpan(name.LastIndexOf(' ') + 1);
        foreach (string word in Joining)
        {
            if (last.SequenceEqual(word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How many characters of whole words two texts begin with alike; a slash ends a word, too.</summary>
    private static int Alike(string text, string other)
    {
        int length = text.AsSpan().CommonPrefixLength(other);
        if (IsEnd(text, length) && IsEnd(other, length))
        {
            return length;
        }

        return Math.Max(0, text.AsSpan(0, length).LastIndexOfAny(' ', '/'));
    }

    private static bool IsEnd(string text, int at) => at == text.Length || text[at] is ' ' or '/';
}
