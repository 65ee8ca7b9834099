namespace Importer.Sources;

/// <summary>The sheet of a workbook that explains its service codes ("Service Code Reference", "service code reference").</summary>
internal static class CodeSheet
{
    public const string CodeColumn = "service_code";

    public const string CategoryColumn = "category_code";

    /// <summary>The columns by which it is known.</summary>
    public static IReadOnlyList<string> RequiredColumns { get; } = [CategoryColumn, CodeColumn];
}
