using System.Text;
using Locator.Facilities;
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

    /// <summary>The words of a facility's names, its programs' names and its city, with those of its own name marked beside them.</summary>
    public static IReadOnlyList<string> Of(Facility facility)
    {
        List<string> texts = new(facility.Programs.Count + 1) { facility.Address.City };
        for (int i = 0; i < facility.Programs.Count; i++)
        {
            if (facility.Programs[i].Name != facility.Name)
            {
                texts.Add(facility.Programs[i].Name);
            }
        }

        return With(facility.Name, FoldedText.IndexWords(texts));
    }

    /// <summary>The words of a name, marked and unmarked, and other words; sorted ordinally. What is too long for an index has no mark.</summary>
    /// <param name="name">The facility's own name.</param>
    /// <param name="others">Words of other texts; those of the name may be among them.</param>
    public static IReadOnlyList<string> With(string name, IReadOnlyList<string> others)
    {
        IReadOnlyList<string> own = FoldedText.IndexWords([name]);
        List<string> all = new((2 * own.Count) + others.Count);
        for (int i = 0; i < own.Count; i++)
        {
            all.Add(own[i]);
            if (Encoding.UTF8.GetByteCount(own[i]) < IndexLimits.WordBytes)
            {
                all.Add(Of(own[i]));
            }
        }

        for (int i = 0; i < others.Count; i++)
        {
            if (!own.Contains(others[i]))
            {
                all.Add(others[i]);
            }
        }

        all.Sort(StringComparer.Ordinal);
        return all;
    }
}
