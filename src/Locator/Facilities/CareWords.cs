using Locator.Text;
using Sylvan.Data.Csv;

namespace Locator.Facilities;

/// <summary>
/// What people call care, in English and Spanish, and the filters that they mean: <c>care-words.csv</c> beside this file. Most
/// people who need an intensive outpatient program do not know that word.
/// </summary>
public sealed class CareWords
{
    private readonly List<(string[] Words, string Joined, FilterValue[] Filters)> _rows = [];
    private readonly List<(string[] Words, FilterValue Filter)> _labels;

    /// <summary>Reads the table.</summary>
    /// <param name="table">CSV of language, words, and filters as <c>group=value</c> with blanks between them.</param>
    /// <param name="vocabulary">The filters.</param>
    /// <exception cref="InvalidDataException">A row names a filter that there is none, or words that stand there twice.</exception>
    public CareWords(TextReader table, Vocabulary vocabulary)
    {
        using CsvDataReader rows = CsvDataReader.Create(table);
        HashSet<string> known = new(StringComparer.Ordinal);
        while (rows.Read())
        {
            string[] words = [.. FoldedText.Words(rows.GetString(1))];
            string joined = string.Concat(words);
            if (!known.Add(joined))
            {
                throw new InvalidDataException($"care-words.csv has \"{rows.GetString(1)}\" twice.");
            }

            _rows.Add((words, joined, [.. rows.GetString(2).Split(' ').Select(filter => FilterOf(filter, vocabulary))]));
        }

        _labels = [.. vocabulary.Groups.SelectMany(group => group.Values).Select(value => (FoldedText.Words(value.Label).ToArray(), value))];
    }

    /// <summary>How well words fit a filter.</summary>
    public enum Fit
    {
        /// <summary>They are what people call it, or its label.</summary>
        Whole,

        /// <summary>They begin so, hold such words, or stand in the filter's label.</summary>
        Part,

        /// <summary>They begin so but for one slip.</summary>
        Slip,
    }

    /// <summary>The table bundled with the library.</summary>
    public static CareWords Bundled(Vocabulary vocabulary)
    {
        Stream stream = typeof(CareWords).Assembly.GetManifestResourceStream(typeof(CareWords), "care-words.csv")
            ?? throw new InvalidOperationException("The library was built without its table care-words.csv.");
        using StreamReader table = new(stream);
        return new CareWords(table, vocabulary);
    }

    /// <summary>The filters that folded words mean, the best fit first, then in the table's order. The last word may be a beginning.</summary>
    public IReadOnlyList<(FilterValue Filter, Fit Fit)> Find(IReadOnlyList<string> words)
    {
        string joined = string.Concat(words);
        List<(FilterValue Filter, Fit Fit)> found = [];
        foreach ((string[] row, string name, FilterValue[] filters) in _rows)
        {
            if (FitOf(row, name, words, joined) is { } fit)
            {
                found.AddRange(filters.Select(filter => (filter, fit)));
            }
        }

        if (joined.Length >= 3)
        {
            found.AddRange(_labels.Where(label => Holds(label.Words, words))
                .Select(label => (label.Filter, string.Concat(label.Words) == joined ? Fit.Whole : Fit.Part)));
        }

        // OrderBy keeps the order of equals, DistinctBy the first of each.
        return [.. found.OrderBy(pair => pair.Fit).DistinctBy(pair => pair.Filter)];
    }

    private static Fit? FitOf(string[] row, string name, IReadOnlyList<string> words, string joined) =>
        name == joined ? Fit.Whole
        : (joined.Length >= 2 && name.StartsWith(joined, StringComparison.Ordinal)) || IsWithin(row, words) ? Fit.Part
        : OneSlip.IsForgivenIn(joined) && name.Length > 3 && OneSlip.Begins(name, joined) ? Fit.Slip
        : null;

    /// <summary>Whether a row's words stand beside each other in what was typed: "methadone clinic near me".</summary>
    private static bool IsWithin(string[] row, IReadOnlyList<string> words) =>
        row.Length < words.Count && Enumerable.Range(0, words.Count - row.Length + 1).Any(at => words.Skip(at).Take(row.Length).SequenceEqual(row));

    private static bool Holds(string[] label, IReadOnlyList<string> words) => words.Index().All(typed => typed.Index == words.Count - 1
        ? label.Any(word => word.StartsWith(typed.Item, StringComparison.Ordinal))
        : label.Contains(typed.Item));

    private static FilterValue FilterOf(string filter, Vocabulary vocabulary) =>
        filter.Split('=') is [var group, var value]
            ? vocabulary.Groups.FirstOrDefault(known => known.Name == group)?.Values.FirstOrDefault(known => known.Slug == value)
                ?? throw new InvalidDataException($"care-words.csv names \"{filter}\", which is no filter.")
            : throw new InvalidDataException($"care-words.csv has \"{filter}\", which is not group=value.");
}
