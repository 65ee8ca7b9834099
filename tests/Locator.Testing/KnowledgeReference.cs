using Locator.Facilities;
using Locator.Indexing;
using Locator.Versions;
using Sylvan.Data.Csv;

namespace Locator.Testing;

/// <summary>
/// What is known of each program, worked out value by value from SAMHSA's own table of codes (<c>vocabulary/service_codes.csv</c>)
/// and not from the vocabulary's: which code is asked of which type, and which category it is of. Written after the product
/// contract (<i>Knowledge</i>), plainly and slowly, for comparison.
/// </summary>
public sealed class KnowledgeReference
{
    private readonly Dictionary<string, (string Category, ProgramType[] AskedOf)> _codes = new(StringComparer.Ordinal);

    /// <summary>Reads the table; skips the running test where the folder of real files is absent.</summary>
    public KnowledgeReference()
    {
        using CsvDataReader table = CsvDataReader.Create(SharedData.PathOf("vocabulary/service_codes.csv"));
        while (table.Read())
        {
            string Cell(string column) => table.GetString(table.GetOrdinal(column));
            bool Asks(string sheet, string rows) => Cell(sheet) == "Y" || (Cell(rows) is not ("" or "0"));
            ProgramType[] askedOf =
            [
                .. Asks("in_SA2022", "rows_SU2024_of_12200") ? [ProgramType.SubstanceUse] : Array.Empty<ProgramType>(),
                .. Asks("in_MH2022", "rows_MH2024_of_8319") ? [ProgramType.MentalHealth] : Array.Empty<ProgramType>(),
            ];
            _codes.Add(Cell("service_code"), (Cell("category_code"), askedOf));
        }
    }

    /// <summary>The program types that are asked for a code.</summary>
    public IReadOnlyList<ProgramType> AskedOf(string code) => _codes.TryGetValue(code, out var row) ? row.AskedOf : [];

    /// <summary>What is known of each value of an entry.</summary>
    /// <param name="program">The entry.</param>
    /// <param name="listed">The codes that its file can state.</param>
    public Func<FilterValue, Knowledge> Of(TreatmentProgram program, IReadOnlySet<string> listed)
    {
        string[] notUnderstood = [.. program.OpenCategories ?? []];
        HashSet<string> answered = [.. program.Codes.Select(CategoryOf), .. notUnderstood];
        string[] core = ["TC", "SET", "PAY", "AGE", "TAP"];
        string[] ticked = ["TC", "SET", "TAP", "FOP", "PAY", "AGE", "SMP", "FVP"];
        if (program.Type == ProgramType.SubstanceUse)
        {
            core = [.. core, "GN"];
            ticked = [.. ticked, "GN", "OT", "AUT"];
        }

        HashSet<string> empty = [.. ticked.Except(answered)];
        HashSet<string> codes = [.. program.Codes];
        bool halfTheForm = core.Except(answered).Count() >= 3;
        bool Asked(string code) => AskedOf(code).Contains(program.Type) && listed.Contains(code);
        bool LeftOpen(string code) =>
            halfTheForm || notUnderstood.Contains(CategoryOf(code)) || empty.Contains(CategoryOf(code));
        return Known;

        Knowledge Known(FilterValue value)
        {
            if (value.Without.Any(codes.Contains))
            {
                return Knowledge.No;
            }

            if (value.Codes.Any(codes.Contains) || value.TypesThatState.Contains(program.Type))
            {
                return value.Without.Any(code => Asked(code) && LeftOpen(code)) ? Knowledge.Unknown : Knowledge.Yes;
            }

            return value.Codes.All(code => !Asked(code) || LeftOpen(code)) ? Knowledge.Unknown : Knowledge.No;
        }
    }

    /// <summary>Indexed facilities with every program's tokens replaced by those that follow from this reference.</summary>
    /// <param name="version">The directory.</param>
    /// <param name="indexed">Its facilities, indexed.</param>
    public IReadOnlyList<IndexedFacility> Reindexed(DirectoryVersion version, IReadOnlyList<IndexedFacility> indexed)
    {
        HashSet<string>[] listed = [.. version.Manifest.Sources.Select(source => source.Codes.ToHashSet(StringComparer.Ordinal))];
        Dictionary<string, Facility> facilities = version.Facilities.ToDictionary(facility => facility.Id, StringComparer.Ordinal);
        return [.. indexed.AsParallel().AsOrdered().Select(facility => facility with { Programs = Programs(facilities[facility.Id], listed) })];
    }

    private IndexedProgram[] Programs(Facility facility, HashSet<string>[] listed)
    {
        List<string>[] tokens = [.. facility.Programs.Select(program => program.Codes.Select(code => $"service:{code}").ToList())];
        Func<FilterValue, Knowledge>[] entries = [.. facility.Programs.Select(program => Of(program, listed[program.Source.Source]))];
        foreach (FilterGroup group in Vocabulary.Current.Groups)
        {
            foreach (FilterValue value in group.Values)
            {
                Knowledge[] known = [.. entries.Select(entry => entry(value))];
                for (int i = 0; i < known.Length; i++)
                {
                    switch (group.Scope == FilterScope.Site ? known.Max() : known[i])
                    {
                        case Knowledge.Yes:
                            tokens[i].Add($"{group.Name}:{value.Slug}");
                            break;
                        case Knowledge.Unknown:
                            tokens[i].Add($"?{group.Name}:{value.Slug}");
                            break;
                        default:
                            break;
                    }
                }
            }
        }

        return [.. facility.Programs.Select((program, i) => new IndexedProgram(program.Id, [.. tokens[i].Order(StringComparer.Ordinal)]))];
    }

    /// <summary>Codes that the table no longer has are in the categories that the vocabulary kept.</summary>
    private string CategoryOf(string code) =>
        _codes.TryGetValue(code, out var row) ? row.Category : Vocabulary.Current.FindCode(code)?.Category ?? "";
}
