using Locator.Indexing;
using Locator.Text;

namespace Locator.Search;

/// <summary>One word of a search: what engines share of how it is compared with the words of facilities.</summary>
/// <param name="Word">The word asked for.</param>
/// <param name="IsBeginning">Whether it is the last one, which may be the beginning of a word.</param>
/// <param name="IsForgiven">Whether it may differ by one slip.</param>
public readonly record struct AskedWord(string Word, bool IsBeginning, bool IsForgiven)
{
    /// <summary>The words that a search asks for.</summary>
    public static IReadOnlyList<AskedWord> Of(SearchQuery query) =>
    [
        .. query.Words.Select((word, i) => new AskedWord(
            word, i == query.Words.Count - 1, query.ForgiveTyping && OneSlip.IsForgivenIn(NameWords.Bare(word).ToString()))),
    ];

    /// <summary>
    /// A regular expression for the words that it finds with a slip, without anchors, as PostgreSQL and Lucene both read it. The
    /// mark of a name's word is never a slip.
    /// </summary>
    public string Pattern =>
        (NameWords.IsMarked(Word) ? NameWords.Mark.ToString() : "") + OneSlip.PatternOf(NameWords.Bare(Word).ToString(), NameWords.Mark, IsBeginning);

    /// <summary>Whether it finds a word of a facility.</summary>
    public bool Finds(string word) => NameWords.IsMarked(word) == NameWords.IsMarked(Word) && (IsForgiven, IsBeginning) switch
    {
        (true, true) => OneSlip.Begins(NameWords.Bare(word), NameWords.Bare(Word)),
        (true, false) => OneSlip.IsWithin(NameWords.Bare(word), NameWords.Bare(Word)),
        (false, true) => word.StartsWith(Word, StringComparison.Ordinal),
        (false, false) => word == Word,
    };
}
