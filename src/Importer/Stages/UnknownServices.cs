using System.Globalization;
using Importer.Sources;
using Locator.Facilities;
using Locator.Versions;

namespace Importer.Stages;

/// <summary>
/// The service names and codes of one file that the vocabulary does not know, and those that are declared harmless: each is told
/// once, with the number of its rows.
/// </summary>
/// <param name="ignoredNames">Folded names and codes that are declared harmless (<see cref="NameOf"/>); null for none.</param>
internal sealed class UnknownServices(IReadOnlySet<string>? ignoredNames)
{
    /// <summary>What is said of an unknown service in so many rows that the vocabulary must be behind the source; stands first in the report.</summary>
    public const string Often = "The vocabulary does not know this service, which stands in more than 5 % of the rows";

    /// <summary>What is said of any other unknown service.</summary>
    public const string Seldom = "The vocabulary does not know this service";

    private const double OftenShare = 0.05;

    private readonly Dictionary<(string Field, string Text), Seen> _seen = [];
    private readonly Dictionary<string, int> _ignored = new(StringComparer.Ordinal);

    /// <summary>What two spellings of a name that is declared harmless have in common.</summary>
    public static string NameOf(string text) => (CellText.Of(text) ?? "").ToLowerInvariant();

    /// <summary>The categories that such names open; null where they open none.</summary>
    public static string[]? CategoriesOf(IReadOnlyList<UnknownName> unknown)
    {
        string[] categories = [.. unknown.SelectMany(name => name.Categories).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return categories.Length == 0 ? null : categories;
    }

    /// <summary>Takes note of a row's unknown names; those that are not harmless.</summary>
    public IReadOnlyList<UnknownName> Add(SourceRow row)
    {
        UnknownName[] unknown = [.. row.UnknownNames.Where(name => !IsIgnored(name.Text))];
        foreach (UnknownName name in unknown)
        {
            if (!_seen.TryGetValue((name.Field, name.Text), out Seen? seen))
            {
                _seen.Add((name.Field, name.Text), seen = new Seen(row.Row));
            }

            seen.Count++;
            seen.Categories.UnionWith(name.Categories);
        }

        return unknown;
    }

    /// <summary>Whether a name is declared harmless; those that are get counted.</summary>
    public bool IsIgnored(string text)
    {
        if (ignoredNames?.Contains(NameOf(text)) != true)
        {
            return false;
        }

        string name = CellText.Of(text) ?? "";
        _ignored[name] = _ignored.GetValueOrDefault(name) + 1;
        return true;
    }

    /// <summary>Tells them all.</summary>
    /// <param name="rows">How many rows the file has.</param>
    /// <param name="issues">Is told.</param>
    public void Report(int rows, RowIssues issues)
    {
        foreach (((string field, string text), Seen service) in _seen.OrderBy(name => name.Value.FirstRow))
        {
            string value = string.Create(CultureInfo.InvariantCulture,
                $"{SourceText.BeginningOf(text, TextLimits.Name)} ({service.Count} rows, this is the first)");
            bool isOften = service.Count > OftenShare * rows;
            issues.Add(service.FirstRow, field, isOften ? Often : Seldom, ImportOutcome.Marked,
                isOften ? $"{value}; {Opened(service.Categories)}" : value);
        }

        foreach ((string name, int count) in _ignored.OrderBy(name => name.Key, StringComparer.Ordinal))
        {
            issues.Add(null, "services", "This name was declared harmless (--ignore-name)", ImportOutcome.Marked,
                string.Create(CultureInfo.InvariantCulture, $"{name} ({count} times)"));
        }
    }

    /// <summary>The values that become unknown where a row does not state them.</summary>
    private static string Opened(HashSet<string> categories)
    {
        string[] values =
        [
            .. from value in Vocabulary.Current.Groups.SelectMany(question => question.Values)
               where value.Codes.Concat(value.Without).Any(code => categories.Contains(Vocabulary.Current.FindCode(code)!.Category))
               select value.Token,
        ];
        return values.Length == 0
            ? "nothing tells its category, so no value becomes unknown"
            : $"where a row does not state them, these become unknown unless other categories answer them: {string.Join(", ", values)}";
    }

    /// <summary>A service that the vocabulary does not know.</summary>
    private sealed class Seen(int firstRow)
    {
        public int FirstRow { get; } = firstRow;

        public int Count { get; set; }

        public HashSet<string> Categories { get; } = new(StringComparer.Ordinal);
    }
}
