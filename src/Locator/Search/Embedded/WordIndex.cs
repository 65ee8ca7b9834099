using Locator.Indexing;

namespace Locator.Search.Embedded;

/// <summary>Which facilities hold which folded word; the words are sorted, so that a prefix is a range of them.</summary>
internal sealed class WordIndex
{
    private readonly string[] _words;

    /// <summary>Facilities of each word, ascending, each as what it is more than the one before it (<see cref="Varint"/>): mostly one or two bytes.</summary>
    private readonly byte[] _facilities;

    /// <summary>Where the facilities of each word end.</summary>
    private readonly int[] _ends;

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
        _ends = new int[_words.Length];
        List<byte> bytes = [];
        for (int i = 0; i < _words.Length; i++)
        {
            int before = 0;
            foreach (int facility in postings[_words[i]])
            {
                Varint.Write(bytes, facility - before);
                before = facility;
            }

            _ends[i] = bytes.Count;
        }

        _facilities = [.. bytes];
    }

    /// <summary>The facilities that hold all words.</summary>
    public HashSet<int> FacilitiesWith(IReadOnlyList<AskedWord> words)
    {
        HashSet<int> found = With(words[^1]);
        for (int i = 0; i < words.Count - 1 && found.Count > 0; i++)
        {
            found.IntersectWith(With(words[i]));
        }

        return found;
    }

    private HashSet<int> With(AskedWord asked)
    {
        // A slip can be in the first letter: all words are looked at, some hundredths of a microsecond each.
        int at = Array.BinarySearch(_words, asked.Word, StringComparer.Ordinal);
        int first = asked.IsForgiven ? 0 : at < 0 ? ~at : at;
        HashSet<int> found = [];
        for (int i = first; i < _words.Length; i++)
        {
            if (asked.Finds(_words[i]))
            {
                AddFacilitiesOf(i, found);
            }
            else if (!asked.IsForgiven)
            {
                break;
            }
        }

        return found;
    }

    private void AddFacilitiesOf(int word, HashSet<int> found)
    {
        int facility = 0;
        for (int at = word == 0 ? 0 : _ends[word - 1]; at < _ends[word];)
        {
            facility += Varint.Read(_facilities, ref at);
            found.Add(facility);
        }
    }
}
