using Locator.Indexing;

namespace Locator.Search.Embedded;

/// <summary>Which facilities hold which folded word; the words are sorted, so that a prefix is a range of them.</summary>
internal sealed class WordIndex
{
    private readonly string[] _words;
    private readonly int[][] _facilities;

    public WordIndex(IndexedFacility[] facilities)
    {
        Dictionary<string, List<int>> postings = new(StringComparer.Ordinal);
        for (int i = 0; i < facilities.Length; i++)
        {
            foreach (string word in facilities[i].Words)
            {
                if (!postings.TryGetValue(word, out List<int>? posting))
                {
                    postings.Add(word, posting = []);
                }

                posting.Add(i);
            }
        }

        _words = [.. postings.Keys.Order(StringComparer.Ordinal)];
        _facilities = [.. _words.Select(word => postings[word].ToArray())];
    }

    /// <summary>The facilities that hold all words, the last one as a prefix.</summary>
    public HashSet<int> FacilitiesWith(IReadOnlyList<string> words)
    {
        HashSet<int> found = StartingWith(words[^1]);
        for (int i = 0; i < words.Count - 1 && found.Count > 0; i++)
        {
            int at = Array.BinarySearch(_words, words[i], StringComparer.Ordinal);
            found.IntersectWith(at < 0 ? [] : _facilities[at]);
        }

        return found;
    }

    private HashSet<int> StartingWith(string prefix)
    {
        int at = Array.BinarySearch(_words, prefix, StringComparer.Ordinal);
        HashSet<int> found = [];
        for (int i = at < 0 ? ~at : at; i < _words.Length && _words[i].StartsWith(prefix, StringComparison.Ordinal); i++)
        {
            found.UnionWith(_facilities[i]);
        }

        return found;
    }
}
