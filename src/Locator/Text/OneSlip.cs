using System.Text;

namespace Locator.Text;

/// <summary>
/// One slip of somebody who types: a letter put in, left out or changed, or two neighbors swapped (optimal string alignment,
/// the distance of Damerau 1964, of at most one). Counts characters as people do, not their UTF-16 halves.
/// </summary>
public static class OneSlip
{
    /// <summary>The shortest word in which a slip is forgiven: with one letter changed, short words are too many others.</summary>
    public const int ShortestForgiven = 4;

    /// <summary>The longest such word: servers end a pattern at 1,000 characters (Elasticsearch, <c>index.max_regex_length</c>).</summary>
    public const int LongestForgiven = 20;

    /// <summary>Whether a slip in a word of letters and digits is forgiven at all.</summary>
    public static bool IsForgivenIn(string word)
    {
        int length = 0;
        foreach (Rune rune in word.EnumerateRunes())
        {
            length++;
            if (length > LongestForgiven || !Rune.IsLetterOrDigit(rune))
            {
                return false;
            }
        }

        return length >= ShortestForgiven;
    }

    /// <summary>Whether two words differ by one slip at most.</summary>
    public static bool IsWithin(ReadOnlySpan<char> one, ReadOnlySpan<char> other) =>
        HasSurrogates(one) || HasSurrogates(other) ? IsWithin<Rune>(RunesOf(one), RunesOf(other)) : IsWithin<char>(one, other);

    /// <summary>Whether some beginning of a word differs from what was typed by one slip at most.</summary>
    public static bool Begins(ReadOnlySpan<char> word, ReadOnlySpan<char> typed) =>
        HasSurrogates(word) || HasSurrogates(typed) ? Begins<Rune>(RunesOf(word), RunesOf(typed)) : Begins<char>(word, typed);

    /// <summary>
    /// A regular expression for the words that <see cref="IsWithin(ReadOnlySpan{char}, ReadOnlySpan{char})"/> or
    /// <see cref="Begins(ReadOnlySpan{char}, ReadOnlySpan{char})"/> accepts, without anchors, in what PostgreSQL's and Lucene's
    /// expressions have in common.
    /// </summary>
    /// <param name="word">A word in which a slip is forgiven.</param>
    /// <param name="never">A character that is never put in or taken for another.</param>
    /// <param name="isBeginning">Whether it is the beginning of the words wanted.</param>
    public static string PatternOf(string word, char never, bool isBeginning)
    {
        string any = $"[^{never}]";
        string[] letters = [.. word.EnumerateRunes().Select(rune => rune.ToString())];
        string From(int i) => string.Concat(letters.Skip(i));

        // From the last letter on: the letter as it is, and the slip is still to come; or the slip is here.
        string pattern = isBeginning ? "" : any + "?";
        for (int i = letters.Length - 1; i >= 0; i--)
        {
            string here = $"({any}{letters[i]}?)?{From(i + 1)}";
            string swapped = i + 1 < letters.Length ? $"|{letters[i + 1]}{letters[i]}{From(i + 2)}" : "";
            pattern = $"({letters[i]}{pattern}|{here}{swapped})";
        }

        return isBeginning ? pattern + ".*" : pattern;
    }

    private static bool IsWithin<T>(ReadOnlySpan<T> one, ReadOnlySpan<T> other)
        where T : IEquatable<T>
    {
        if (one.Length > other.Length)
        {
            return IsWithin(other, one);
        }

        if (other.Length - one.Length > 1)
        {
            return false;
        }

        int same = one.CommonPrefixLength(other);
        if (same == one.Length)
        {
            return true;
        }

        return one.Length < other.Length
            ? one[same..].SequenceEqual(other[(same + 1)..])
            : one[(same + 1)..].SequenceEqual(other[(same + 1)..])
                || (IsSwap(one, other, same) && one[(same + 2)..].SequenceEqual(other[(same + 2)..]));
    }

    private static bool Begins<T>(ReadOnlySpan<T> word, ReadOnlySpan<T> typed)
        where T : IEquatable<T>
    {
        int same = word.CommonPrefixLength(typed);
        if (typed.Length - same <= 1)
        {
            // All of it, or all but a last letter too many or wrong.
            return true;
        }

        return same < word.Length
            && (word[same..].StartsWith(typed[(same + 1)..])
                || word[(same + 1)..].StartsWith(typed[same..])
                || word[(same + 1)..].StartsWith(typed[(same + 1)..])
                || (IsSwap(word, typed, same) && word[(same + 2)..].StartsWith(typed[(same + 2)..])));
    }

    private static bool IsSwap<T>(ReadOnlySpan<T> one, ReadOnlySpan<T> other, int at)
        where T : IEquatable<T> =>
        at + 1 < one.Length && at + 1 < other.Length && one[at].Equals(other[at + 1]) && one[at + 1].Equals(other[at]);

    private static bool HasSurrogates(ReadOnlySpan<char> text) => text.ContainsAnyInRange('\uD800', '\uDFFF');

    private static Rune[] RunesOf(ReadOnlySpan<char> text)
    {
        List<Rune> runes = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            runes.Add(rune);
        }

        return [.. runes];
    }
}
