using System.Text;
using Locator.Text;

namespace Locator.Indexing;

/// <summary>
/// The words of a facility's own name among all of its words: marked, because its words hold its city and its programs' names
/// too, and a facility is not called after them. No folded word begins with the mark, so neither kind is ever found as the other.
/// </summary>
public static class NameWords
{
    /// <summary>What stands before a word of the name.</summary>
    public const char Mark = ':';

    /// <summary>A word as it is asked for among the words of names only.</summary>
    public static string Of(string word) => Mark + word;

    /// <summary>Whether a word is one of a name.</summary>
    public static bool IsMarked(string word) => word.StartsWith(Mark);

    /// <summary>A word without its mark.</summary>
    public static ReadOnlySpan<char> Bare(string word) => IsMarked(word) ? word.AsSpan(1) : word;

    /// <summary>The words of a facility with those of its name marked beside them, sorted ordinally. What is too long for an index has no mark.</summary>
    /// <param name="name">Its own name.</param>
    /// <param name="words">All of its words.</param>
    public static IReadOnlyList<string> With(string name, IReadOnlyList<string> words)
    {
        IReadOnlyList<string> own = FoldedText.IndexWords([name]);
        List<string> all = new(own.Count + words.Count);
        for (int i = 0; i < own.Count; i++)
        {
            if (Encoding.UTF8.GetByteCount(own[i]) < IndexLimits.WordBytes)
            {
                all.Add(Of(own[i]));
            }
        }

        all.AddRange(words);
        all.Sort(StringComparer.Ordinal);
        return all;
    }
}
