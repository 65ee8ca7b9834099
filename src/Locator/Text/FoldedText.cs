using System.Globalization;
using System.Text;

namespace Locator.Text;

/// <summary>The one way in which text is folded, at import and in queries, so that <c>q</c> means the same on every engine.</summary>
/// <remarks>
/// Needs ICU: with invariant globalization <see cref="string.Normalize(NormalizationForm)"/> keeps accents without an error.
/// </remarks>
public static class FoldedText
{
    /// <summary>
    /// Words that directories write in several ways. Whoever writes one of them must find the others, so the index holds all
    /// of them and queries stay as typed: then the last word can be a prefix ("st" finds both "Saint" and "Stephens").
    /// </summary>
    private static readonly string[][] SameWords =
    [
        ["and", "n"],
        ["association", "assn", "assoc"],
        ["associates", "assocs"],
        ["behavioral", "behav", "behavioural", "bh", "bhvrl"],
        ["center", "centre", "ctr", "cntr", "cntrs", "ctrs", "centers"],
        ["children", "childrens", "childs"],
        ["clinic", "clin", "clinics"],
        ["community", "comm", "commun", "cmty"],
        ["counseling", "counselling", "couns", "cnslng"],
        ["county", "cnty", "co"],
        ["department", "dept"],
        ["development", "dev"],
        ["east", "e"],
        ["family", "fam"],
        ["fort", "ft"],
        ["foundation", "fdn"],
        ["group", "grp"],
        ["health", "hlth"],
        ["healthcare", "hlthcare"],
        ["hospital", "hosp"],
        ["institute", "inst"],
        ["intensive", "intens"],
        ["international", "intl"],
        ["medical", "med"],
        ["mental", "mntl"],
        ["mount", "mt"],
        ["mountain", "mtn"],
        ["national", "natl"],
        ["north", "n"],
        ["outpatient", "outpt", "op"],
        ["program", "prog", "prgm", "programs", "programme"],
        ["psychiatric", "psych"],
        ["regional", "regl"],
        ["rehabilitation", "rehab"],
        ["residential", "res", "resid"],
        ["saint", "st", "sainte", "ste"],
        ["services", "service", "serv", "servs", "svc", "svcs", "srvs", "srvcs"],
        ["south", "s"],
        ["substance", "subst"],
        ["treatment", "trt", "trtmt", "tx"],
        ["university", "univ"],
        ["veterans", "vets"],
        ["west", "w"],
        ["youth", "yth"],
    ];

    /// <summary>Words that a thread keeps for directories (never for what is searched); the national one has 12,000.</summary>
    private const int MostShared = 20_000;

    [ThreadStatic]
    private static HashSet<string>? _shared;

    private static readonly Dictionary<string, string[]> Synonyms = SameWords
        .SelectMany(words => words.Select(word => (word, words)))
        .GroupBy(pair => pair.word)
        .ToDictionary(group => group.Key, group => group.SelectMany(pair => pair.words).Distinct().ToArray());

    /// <summary>
    /// The words of a text in their order: lower case, without accents; apostrophes and full stops vanish ("O'Brien's" is
    /// <c>obriens</c>, "U.S." is <c>us</c>), "&amp;" is <c>and</c>, everything else that is no letter or digit parts words,
    /// lone surrogates and noncharacters too. Never throws.
    /// </summary>
    public static IReadOnlyList<string> Words(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        if (Ascii.IsValid(text))
        {
            return AsciiWords(text, static word => word.ToString());
        }

        List<string> words = [];
        StringBuilder word = new();
        foreach (Rune rune in WellFormedText.Of(text).Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                Append(word, Rune.ToLowerInvariant(rune));
            }
            else if (rune.Value == '&')
            {
                Flush(word, words);
                words.Add("and");
            }
            else if (!VanishesInsideWords(rune))
            {
                Flush(word, words);
            }
        }

        Flush(word, words);
        return words;
    }

    /// <summary>
    /// What the index holds of a text: its words, the other ways in which directories write them, and possessives without
    /// their s. Sorted ordinally, no repeats.
    /// </summary>
    public static IReadOnlyList<string> IndexWords(IEnumerable<string?> texts)
    {
        List<string> words = [];
        foreach (string? text in texts)
        {
            if (text is not null)
            {
                AddWithSynonyms(WordsShared(text), words);
                if (WithoutPossessives(text) is var other && other.Length < text.Length)
                {
                    AddWithSynonyms(WordsShared(other), words);
                }
            }
        }

        words.Sort(StringComparer.Ordinal);
        int kept = 0;
        for (int i = 0; i < words.Count; i++)
        {
            if (i == 0 || words[i] != words[kept - 1])
            {
                words[kept++] = words[i];
            }
        }

        words.RemoveRange(kept, words.Count - kept);
        return words;
    }

    private static void AddWithSynonyms(IReadOnlyList<string> words, List<string> to)
    {
        for (int i = 0; i < words.Count; i++)
        {
            if (Synonyms.TryGetValue(words[i], out string[]? synonyms))
            {
                to.AddRange(synonyms);
            }
            else
            {
                to.Add(words[i]);
            }
        }
    }

    /// <summary>The same words as <see cref="Words"/> finds, without looking up what kind of character each is: nearly all names are ASCII.</summary>
    private static List<string> AsciiWords(string text, Func<ReadOnlySpan<char>, string> wordOf)
    {
        List<string> words = [];
        Span<char> word = text.Length <= 256 ? stackalloc char[256] : new char[text.Length];
        int length = 0;
        foreach (char c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                word[length++] = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
            }
            else if (c is not ('\'' or '.'))
            {
                if (length > 0)
                {
                    words.Add(wordOf(word[..length]));
                    length = 0;
                }

                if (c == '&')
                {
                    words.Add("and");
                }
            }
        }

        if (length > 0)
        {
            words.Add(wordOf(word[..length]));
        }

        return words;
    }

    /// <summary>The words of a text of a directory, in which the same few thousand stand again and again.</summary>
    private static IReadOnlyList<string> WordsShared(string text) => Ascii.IsValid(text) ? AsciiWords(text, Shared) : Words(text);

    private static string Shared(ReadOnlySpan<char> word)
    {
        _shared ??= new HashSet<string>(StringComparer.Ordinal);
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> known = _shared.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(word, out string? shared))
        {
            return shared;
        }

        shared = word.ToString();
        if (_shared.Count < MostShared)
        {
            _shared.Add(shared);
        }

        return shared;
    }

    private static string WithoutPossessives(string text) => text.AsSpan().ContainsAny('\'', '\u2019')
        ? text.Replace("'s", " ", StringComparison.OrdinalIgnoreCase).Replace("\u2019s", " ", StringComparison.OrdinalIgnoreCase)
        : text;

    private static bool VanishesInsideWords(Rune rune) =>
        rune.Value is '\'' or '.' or 0x2018 or 0x2019 or 0x02BC
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;

    /// <summary>Letters that Unicode does not decompose but that people type without their strokes.</summary>
    private static void Append(StringBuilder word, Rune rune) =>
        _ = rune.Value switch
        {
            'ß' => word.Append("ss"),
            'æ' => word.Append("ae"),
            'œ' => word.Append("oe"),
            'ø' => word.Append('o'),
            'ł' => word.Append('l'),
            'đ' => word.Append('d'),
            'ı' => word.Append('i'),
            _ => word.Append(rune.ToString()),
        };

    private static void Flush(StringBuilder word, List<string> words)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }
}
