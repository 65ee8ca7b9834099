using System.Reflection;
using Sylvan.Data.Csv;

namespace Locator.Facilities;

/// <summary>
/// Reads the CSV tables of the vocabulary and refuses what would make a filter mean something else than it says. Every
/// refusal is an <see cref="InvalidDataException"/> that names table and line.
/// </summary>
internal sealed class VocabularyTables
{
    private readonly List<CategoryRow> _categories = [];
    private readonly List<CodeRow> _codes = [];
    private readonly List<FilterGroup> _groups = [];

    /// <summary>Reads the tables.</summary>
    /// <param name="open">Opens the table of a name such as <c>service-codes.csv</c>.</param>
    /// <exception cref="InvalidDataException">A table is broken; the message names it and the line.</exception>
    public VocabularyTables(Func<string, TextReader> open)
    {
        ReadCategories(open);
        ReadCodes(open);
        ReadFilters(open);
    }

    /// <summary>Rows of <c>service-categories.csv</c>, former categories and other spellings included.</summary>
    public IReadOnlyList<CategoryRow> Categories => _categories;

    /// <summary>Rows of <c>service-codes.csv</c>.</summary>
    public IReadOnlyList<CodeRow> Codes => _codes;

    /// <summary>Rows of <c>filter-groups.csv</c> with their rows of <c>filter-values.csv</c>.</summary>
    public IReadOnlyList<FilterGroup> Groups => _groups;

    /// <summary>The tables inside the library.</summary>
    public static VocabularyTables Bundled() => new(table =>
    {
        string resource = $"{typeof(VocabularyTables).Namespace}.{table}";
        Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidDataException($"{table} is not inside the library.");
        return new StreamReader(stream);
    });

    private void ReadCategories(Func<string, TextReader> open)
    {
        using Table table = new("service-categories.csv", open);
        HashSet<string> known = new(StringComparer.OrdinalIgnoreCase);
        while (table.Read())
        {
            string code = table.Code("code");
            if (!known.Add(code))
            {
                throw table.Refused($"category {code} stands there twice");
            }

            string[] namesNowIn = table.List("names_now_in");
            string? unknown = Array.Find(namesNowIn, successor => !known.Contains(successor));
            if (unknown is not null)
            {
                throw table.Refused($"category {unknown} does not stand above it");
            }

            _categories.Add(new CategoryRow(new ServiceCategory(code, table.Required("name")), namesNowIn));
        }
    }

    private void ReadCodes(Func<string, TextReader> open)
    {
        using Table table = new("service-codes.csv", open);
        HashSet<string> spellings = new(StringComparer.OrdinalIgnoreCase);
        while (table.Read())
        {
            string category = table.Required("category");
            CategoryRow categoryRow = _categories.Find(row => row.Category.Code == category)
                ?? throw table.Refused($"category {category} is not in service-categories.csv");
            bool retired = table.Text("retired") switch
            {
                "yes" => true,
                "" => false,
                string other => throw table.Refused($"retired is \"{other}\", not yes or empty"),
            };
            // No service name holds a semicolon: the API itself joins them by one.
            string[] otherNames = table.Text("other_names").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            ServiceCode code = new(
                table.Code("code"), category, table.Required("name"), retired, [.. table.List("asked_of").Select(item => Type(table, item))])
            {
                OlderCodes = table.List("older_codes"), OtherNames = otherNames,
            };
            string[] codeSpellings = [code.Code, .. code.OlderCodes];
            foreach (string spelling in codeSpellings)
            {
                if (!spellings.Add(spelling))
                {
                    throw table.Refused($"code {spelling} stands there twice");
                }
            }

            foreach (string name in otherNames.Prepend(code.Name).Select(Vocabulary.FoldName))
            {
                if (!categoryRow.Names.TryAdd(name, code))
                {
                    throw table.Refused($"\"{name}\" already means {categoryRow.Names[name].Code} in category {category}");
                }
            }

            _codes.Add(new CodeRow(code, codeSpellings));
        }

        RefuseNamesOfTwoSuccessors();
    }

    /// <summary>A former category's name must lead to one code, whatever the order of the categories that took its place.</summary>
    private void RefuseNamesOfTwoSuccessors()
    {
        foreach (CategoryRow row in _categories)
        {
            HashSet<string> names = new(StringComparer.Ordinal);
            foreach (CategoryRow successor in _categories.Where(other => row.NamesNowIn.Contains(other.Category.Code)))
            {
                string? twice = successor.Names.Keys.FirstOrDefault(name => !names.Add(name));
                if (twice is not null)
                {
                    throw new InvalidDataException(
                        $"service-categories.csv: \"{twice}\" of the former category {row.Category.Code} would mean two codes.");
                }
            }
        }
    }

    private void ReadFilters(Func<string, TextReader> open)
    {
        Dictionary<string, List<FilterValue>> values = new(StringComparer.Ordinal);
        using (Table table = new("filter-groups.csv", open))
        {
            while (table.Read())
            {
                string name = table.Name("name");
                FilterScope scope = table.Required("scope") switch
                {
                    "program" => FilterScope.Program,
                    "site" => FilterScope.Site,
                    string other => throw table.Refused($"scope is \"{other}\", not program or site"),
                };
                List<FilterValue> ofGroup = [];
                if (!values.TryAdd(name, ofGroup))
                {
                    throw table.Refused($"group {name} stands there twice");
                }

                _groups.Add(new FilterGroup(name, table.Required("label"), table.Required("description"), scope, ofGroup));
            }
        }

        ReadValues(open, values);
        FilterGroup? empty = _groups.Find(group => group.Values.Count == 0);
        if (empty is not null)
        {
            throw new InvalidDataException($"filter-values.csv has no value of group {empty.Name}.");
        }
    }

    private void ReadValues(Func<string, TextReader> open, Dictionary<string, List<FilterValue>> values)
    {
        using Table table = new("filter-values.csv", open);
        HashSet<string> known = [.. _codes.Select(row => row.Code.Code)];
        while (table.Read())
        {
            string group = table.Required("group");
            string slug = table.Name("value");
            if (!values.TryGetValue(group, out List<FilterValue>? ofGroup))
            {
                throw table.Refused($"group {group} is not in filter-groups.csv");
            }

            if (ofGroup.Exists(value => value.Slug == slug))
            {
                throw table.Refused($"{group}:{slug} stands there twice");
            }

            string[] statedBy = table.List("codes");
            FilterValue row = new(
                group,
                slug,
                table.Required("label"),
                table.Required("description"),
                [.. statedBy.Where(item => item[0] != '@')],
                [.. statedBy.Where(item => item[0] == '@').Select(item => Type(table, item[1..]))],
                table.List("without"),
                [.. table.List("asked_of").Select(item => Type(table, item))],
                table.Text("asam") is { Length: > 0 } level ? level : null);
            foreach (string code in row.Codes.Concat(row.Without))
            {
                if (!known.Contains(code))
                {
                    throw table.Refused($"code {code} is not in service-codes.csv");
                }
            }

            if (row.Codes.Count + row.TypesThatState.Count == 0 || row.AskedOf.Count == 0)
            {
                throw table.Refused($"{group}:{slug} has no codes or is asked of nobody");
            }

            ofGroup.Add(row);
        }
    }

    private static ProgramType Type(Table table, string name) =>
        ProgramTypes.Parse(name) ?? throw table.Refused($"{name} is not a type of program");

    /// <summary>A category.</summary>
    /// <param name="Category">The category.</param>
    /// <param name="NamesNowIn">The categories that took it or some of its codes over; they stand above it in the table.</param>
    internal sealed record CategoryRow(ServiceCategory Category, IReadOnlyList<string> NamesNowIn)
    {
        /// <summary>The codes of the category by their folded names, older ones included.</summary>
        public Dictionary<string, ServiceCode> Names { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>A code.</summary>
    /// <param name="Code">The code.</param>
    /// <param name="Spellings">Itself and its older spellings.</param>
    internal sealed record CodeRow(ServiceCode Code, IReadOnlyList<string> Spellings);

    /// <summary>One table being read. Its cells hold no line breaks, so a row is a line.</summary>
    private sealed class Table(string name, Func<string, TextReader> open) : IDisposable
    {
        private readonly CsvDataReader _reader =
            CsvDataReader.Create(open(name), new CsvDataReaderOptions { Delimiter = ',', OwnsReader = true });

        public bool Read() => _reader.Read();

        public string Text(string column) => _reader.GetString(_reader.GetOrdinal(column)).Trim();

        public string Required(string column) =>
            Text(column) is { Length: > 0 } text ? text : throw Refused($"{column} is empty");

        /// <summary>Upper case, as codes are.</summary>
        public string Code(string column) => Only(column, c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '-');

        /// <summary>What stands in a URL as it is: a slug, or a parameter in camel case.</summary>
        public string Name(string column) => Only(column, c => char.IsAsciiLetterOrDigit(c) || c == '-');

        public string[] List(string column) => Text(column).Split(' ', StringSplitOptions.RemoveEmptyEntries);

        public InvalidDataException Refused(string problem) => new($"{name}, line {_reader.RowNumber + 1}: {problem}.");

        public void Dispose() => _reader.Dispose();

        private string Only(string column, Func<char, bool> allowed) =>
            Required(column) is var text && text.All(allowed) ? text : throw Refused($"{column} is \"{text}\"");
    }
}
