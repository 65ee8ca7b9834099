using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Locator.Facilities;

/// <summary>
/// The one table of service codes and filter values, from which tokens, filters, facets, the reference endpoint and the
/// documentation are derived.
/// </summary>
/// <remarks>
/// It is read from the CSV tables beside this file (<c>service-categories</c>, <c>service-codes</c>, <c>filter-groups</c>,
/// <c>filter-values</c>). Sources: the code sheets of SAMHSA's National Directories 2022 and 2024 and of the Locator's
/// download of 2018, the FindTreatment.gov API of 2019 and its Developer Guide v1.9 (2025-01-15). Codes that begin with
/// <c>X-</c> are our own: they stand for service names that never had one. Labels and descriptions are ours.
/// </remarks>
public sealed class Vocabulary
{
    /// <summary>
    /// Revision of the rules that turn codes into tokens and into the facility document. Raise it whenever they change
    /// although the tables do not: it is part of <see cref="Hash"/>, so that indexes made by the old rules are rebuilt.
    /// </summary>
    public const int Derivation = 3;

    private readonly Dictionary<string, ServiceCode> _codes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, VocabularyTables.CategoryRow> _categories = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, FilterGroup> _groups;
    private readonly ILookup<(string Category, string Words), ServiceCode> _codesOfWords;

    /// <summary>Puts checked tables together; <see cref="VocabularyTables"/> reads and checks them.</summary>
    internal Vocabulary(VocabularyTables tables)
    {
        Codes = [.. tables.Codes.Select(row => row.Code)];
        Groups = tables.Groups;
        _groups = Groups.ToDictionary(group => group.Name, StringComparer.Ordinal);

        Categories = [.. tables.Categories.Where(row => row.Names.Count > 0).Select(row => row.Category)];
        foreach (VocabularyTables.CategoryRow row in tables.Categories)
        {
            _categories.Add(row.Category.Code, row);
        }

        foreach (VocabularyTables.CodeRow row in tables.Codes)
        {
            foreach (string spelling in row.Spellings)
            {
                _codes.Add(spelling, row.Code);
            }
        }

        _codesOfWords = tables.Categories
            .SelectMany(row => row.Names.Select(name => (Key: (row.Category.Code, WordsOf(name.Key)), Code: name.Value)))
            .ToLookup(name => name.Key, name => name.Code);
        Hash = ComputeHash();
        Numbers = new VocabularyNumbers(this);
    }

    /// <summary>The vocabulary bundled with the library.</summary>
    public static Vocabulary Current { get; } = new(VocabularyTables.Bundled());

    /// <summary>The categories of service codes, in the table's order.</summary>
    public IReadOnlyList<ServiceCategory> Categories { get; }

    /// <summary>Every service code that an entry can carry, by category.</summary>
    public IReadOnlyList<ServiceCode> Codes { get; }

    /// <summary>The filter groups in the order in which people are asked.</summary>
    public IReadOnlyList<FilterGroup> Groups { get; }

    /// <summary>
    /// Lower-case hexadecimal SHA-256 of everything that makes tokens: two vocabularies with the same hash give the same
    /// tokens for the same codes.
    /// </summary>
    /// <remarks>
    /// Of this text in UTF-8, each line ending in a line feed: <c>derivation N</c>; per code, ordered ordinally,
    /// <c>code CODE CATEGORY asked=…</c>; per group, in order, <c>group NAME SCOPE</c> and per value, in order,
    /// <c>value SLUG codes=… types=… without=… asked=…</c>, lists ordered ordinally and joined by commas. Labels,
    /// descriptions, ASAM levels and the names of codes are not part of it: they may be bettered without a new index.
    /// </remarks>
    public string Hash { get; }

    /// <summary>Codes, categories and values as numbers.</summary>
    internal VocabularyNumbers Numbers { get; }

    /// <summary>The code of that spelling, whatever its case, older spellings included (CT is TELE); null when there is none.</summary>
    public ServiceCode? FindCode(string code) => _codes.GetValueOrDefault(code);

    /// <summary>
    /// The code that a source calls by this name within a category, older wordings included; null when there is none. Case,
    /// white space, the form of apostrophes and trademark signs do not matter; nor do singular, order of words and
    /// punctuation where only one code of the category remains.
    /// </summary>
    /// <remarks>
    /// Categories were split and renamed over the years, so the code's own category may be another one: names of the old
    /// EDU are found in ECS and RSS. Nothing is ever taken from a category that is not a known successor.
    /// </remarks>
    public ServiceCode? FindByName(string category, string name)
    {
        if (!_categories.TryGetValue(category.Trim(), out VocabularyTables.CategoryRow? row))
        {
            return null;
        }

        IReadOnlyList<VocabularyTables.CategoryRow> rows = [row, .. row.NamesNowIn.Select(successor => _categories[successor])];
        string folded = FoldName(name);
        foreach (VocabularyTables.CategoryRow candidate in rows)
        {
            if (candidate.Names.TryGetValue(folded, out ServiceCode? code))
            {
                return code;
            }
        }

        string words = WordsOf(name);
        ServiceCode[] alike = words.Length == 0 ? [] :
        [
            .. rows.SelectMany(other => _codesOfWords[(other.Category.Code, words)]).Distinct(),
        ];
        return alike is [ServiceCode only] ? only : null;
    }

    /// <summary>
    /// The categories, as codes have them, that a source means by a category's code: itself, or what took the place of a
    /// former one (EDU is ECS and RSS). Empty where nobody knows it.
    /// </summary>
    public IReadOnlyList<string> FindCategories(string category) =>
        !_categories.TryGetValue(category.Trim(), out VocabularyTables.CategoryRow? row) ? []
        : row.Names.Count > 0 ? [row.Category.Code]
        : row.NamesNowIn;

    /// <summary>The group of exactly that name, or null.</summary>
    public FilterGroup? FindGroup(string name) => _groups.GetValueOrDefault(name);

    /// <summary>What two spellings of one service name have in common.</summary>
    internal static string FoldName(string name)
    {
        StringBuilder folded = new(name.Length);
        bool spaceBefore = false;
        foreach (char character in name)
        {
            // U+FFFD: the 2024 files hold trademark signs that an earlier conversion destroyed.
            if (character is '®' or '™' or '\uFFFD')
            {
                continue;
            }

            if (char.IsWhiteSpace(character))
            {
                spaceBefore = true;
                continue;
            }

            if (spaceBefore && folded.Length > 0)
            {
                folded.Append(' ');
            }

            spaceBefore = false;
            folded.Append(character == '’' ? '\'' : char.ToLowerInvariant(character));
        }

        return folded.ToString();
    }

    /// <summary>The words of a name, ordered and without the s of the plural: what differently written forms have in common.</summary>
    private static string WordsOf(string name)
    {
        string spaced = string.Concat(FoldName(name).Select(c => char.IsLetterOrDigit(c) ? c : ' '));
        IEnumerable<string> words = spaced.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Length > 3 && word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word);
        return string.Join(' ', words.Order(StringComparer.Ordinal));
    }

    private string ComputeHash()
    {
        IEnumerable<string> lines =
        [
            string.Create(CultureInfo.InvariantCulture, $"derivation {Derivation}"),
            .. Codes.OrderBy(code => code.Code, StringComparer.Ordinal).Select(code => $"code {code.Code} {code.Category} asked={Sorted(code.AskedOf.Select(ProgramTypes.Slug))}"),
            .. Groups.SelectMany(group => group.Values.Select(LineOf).Prepend($"group {group.Name} {group.Scope}")),
        ];
        string text = string.Concat(lines.Select(line => line + '\n'));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static string LineOf(FilterValue value) =>
        $"value {value.Slug} codes={Sorted(value.Codes)} types={Sorted(value.TypesThatState.Select(ProgramTypes.Slug))} " +
        $"without={Sorted(value.Without)} asked={Sorted(value.AskedOf.Select(ProgramTypes.Slug))}";

    private static string Sorted(IEnumerable<string> items) => string.Join(',', items.Order(StringComparer.Ordinal));
}
