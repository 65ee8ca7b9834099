using Locator.Facilities;

namespace Importer.Sources;

/// <summary>
/// The table that FindTreatment.gov lets people download (CSV or workbook): one column a service code, "1" where the facility
/// offers it, or another word for yes where the file went through another program (<see cref="YesNo"/>). Which codes have a column differs by year, so columns are found by name, and the header is the list of what the
/// file can state.
/// </summary>
internal sealed class FindTreatmentExport : IDirectorySource
{
    private const string TypeColumn = "type_facility";

    private readonly SourceTable table;
    private readonly FacilityColumns columns;
    private readonly int? typeColumn;
    private readonly (int Ordinal, string Code, string Column)[] codeColumns;

    /// <param name="table">The facilities.</param>
    public FindTreatmentExport(SourceTable table)
    {
        this.table = table;
        columns = new FacilityColumns(table);
        typeColumn = table.Find(TypeColumn);
        CodeList listed = new("header");
        List<(int Ordinal, string Code, string Column)> found = [];
        for (int i = 0; i < table.Width; i++)
        {
            string? name = table.Header[i];
            if (name is null || columns.Holds(i) || i == typeColumn)
            {
                continue;
            }

            listed.Add(name);
            if (Vocabulary.Current.FindCode(name) is { } code)
            {
                found.Add((i, code.Code, name));
            }
        }

        codeColumns = [.. found];
        Codes = listed.ToCodes();
        UnknownNames = listed.Unknown;
    }

    /// <summary>The columns without which a table is not this export.</summary>
    public static IReadOnlyList<string> RequiredColumns { get; } = ["name1", "city", "state", "zip", TypeColumn];

    /// <summary>The same where the operator says of which type the entries are.</summary>
    public static IReadOnlyList<string> RequiredColumnsWithoutType { get; } = ["name1", "city", "state", "zip"];

    public string Name => "FindTreatment.gov export";

    public string License => SamhsaTerms.License;

    public string Attribution => SamhsaTerms.Attribution;

    public IReadOnlyList<string>? Codes { get; }

    public IReadOnlyList<UnknownName> UnknownNames { get; }

    public IReadOnlyList<string> RepairedNames => table.RepairedColumns;

    public DateOnly? SavedOn => table.File.SavedOn();

    public IEnumerable<SourceRemark> Remarks => columns.Remark is { } remark ? [remark, .. table.Remarks] : table.Remarks;

    public IEnumerable<SourceRow> Read(CancellationToken cancellationToken)
    {
        foreach (TableRow row in table.Rows(cancellationToken))
        {
            SourceRow facts = columns.ToSourceRow(row);
            if (facts.Defect is not null)
            {
                yield return facts;
                continue;
            }

            CodeList codes = new("header");
            foreach ((int ordinal, string code, string column) in codeColumns)
            {
                string? cell = row[ordinal];
                switch (YesNo.Of(cell))
                {
                    case true:
                        codes.Add(code);
                        break;
                    case null:
                        codes.AddUnknown(column, cell!);
                        break;
                }
            }

            string? typeText = row[typeColumn];
            yield return facts with
            {
                TypeText = typeText,
                Type = ProgramTypes.Parse(typeText),
                Codes = codes.ToCodes(),
                UnknownNames = codes.Unknown,
            };
        }
    }
}
