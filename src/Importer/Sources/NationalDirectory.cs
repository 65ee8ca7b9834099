using Locator.Facilities;

namespace Importer.Sources;

/// <summary>
/// SAMHSA's yearly National Directory: the workbook (13 columns and a sheet of its service codes) and CSV re-exports of it,
/// in which both directories may stand together, told apart by a column.
/// </summary>
internal sealed class NationalDirectory : IDirectorySource
{
    private const string CodeColumn = "service_code_info";

    private static readonly string[] TypeColumns = ["directory_type", "directory", "type_facility"];

    private readonly SourceTable table;
    private readonly FacilityColumns columns;
    private readonly int? typeColumn;
    private readonly ProgramType? typeOfAll;
    private readonly Dictionary<string, IReadOnlyList<string>> categoriesOfCode = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="table">The facilities.</param>
    /// <param name="codeSheet">The sheet of service codes; null where there is none.</param>
    public NationalDirectory(SourceTable table, SourceTable? codeSheet)
    {
        this.table = table;
        columns = new FacilityColumns(table);
        RepairedNames = table.RepairedColumns;
        string? type = TypeColumns.FirstOrDefault(name => table.Find(name) is not null);
        typeColumn = type is null ? null : table.Find(type);
        List<UnknownName> unknown =
        [
            .. from ordinal in Enumerable.Range(0, table.Width)
               let name = table.Header[ordinal]
               where name is not null && !columns.Holds(ordinal) && ordinal != table.Find(CodeColumn) && !TypeColumns.Any(column => ordinal == table.Find(column))
               select new UnknownName("header", name),
        ];
        if (codeSheet is not null)
        {
            CodeList listed = new(CodeSheet.CodeColumn);
            int? column = codeSheet.Find(CodeSheet.CodeColumn), categoryColumn = codeSheet.Find(CodeSheet.CategoryColumn);
            bool isRepaired = false;
            foreach (TableRow row in codeSheet.Rows(CancellationToken.None))
            {
                listed.Add(row[column]);
                if (row[column] is { } code && row[categoryColumn] is { } category)
                {
                    categoriesOfCode[code] = Vocabulary.Current.FindCategories(category);
                }

                isRepaired |= column is { } ordinal && row.Repaired.Contains(ordinal);
            }

            Codes = listed.ToCodes();
            unknown.AddRange(listed.Unknown);
            typeOfAll = SurveyedType.Of(Codes);
            if (isRepaired)
            {
                RepairedNames = [.. RepairedNames, CodeSheet.CodeColumn];
            }
        }

        UnknownNames = unknown;
    }

    /// <summary>The columns without which a table is not this directory.</summary>
    public static IReadOnlyList<string> RequiredColumns { get; } = ["name1", "city", "state", "zip", CodeColumn];

    public string Name => typeColumn is not null ? "SAMHSA National Directories (substance use and mental health)" : typeOfAll switch
    {
        ProgramType.SubstanceUse => "SAMHSA National Directory of Drug and Alcohol Use Treatment Facilities",
        ProgramType.MentalHealth => "SAMHSA National Directory of Mental Health Treatment Facilities",
        _ => "SAMHSA National Directories (substance use and mental health)",
    };

    public string License => SamhsaTerms.License;

    public string Attribution => SamhsaTerms.Attribution;

    public IReadOnlyList<string>? Codes { get; }

    public IReadOnlyList<UnknownName> UnknownNames { get; }

    public IReadOnlyList<string> RepairedNames { get; }

    public DateOnly? SavedOn => table.File.SavedOn();

    public IEnumerable<SourceRemark> Remarks => columns.Remark is { } remark ? [remark, .. table.Remarks] : table.Remarks;

    public IEnumerable<SourceRow> Read(CancellationToken cancellationToken)
    {
        int? codeColumn = table.Find(CodeColumn);
        foreach (TableRow row in table.Rows(cancellationToken))
        {
            SourceRow facts = columns.ToSourceRow(row);
            if (facts.Defect is not null)
            {
                yield return facts;
                continue;
            }

            CodeList listed = new(CodeColumn);
            // Categories are divided by asterisks; their order and that of the codes means nothing.
            ReadOnlySpan<char> stated = row[codeColumn];
            foreach (Range group in stated.Split('*'))
            {
                listed.AddGroup(stated[group], categoriesOfCode);
            }

            IReadOnlyList<string> codes = listed.ToCodes();
            string? typeText = row[typeColumn];
            yield return facts with
            {
                TypeText = typeText,
                Type = typeColumn is not null ? ProgramTypes.Parse(typeText) : typeOfAll ?? SurveyedType.Of(codes),
                Codes = codes,
                UnknownNames = listed.Unknown,
            };
        }
    }
}
