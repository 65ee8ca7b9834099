namespace Importer.Stages;

/// <summary>The text of a cell.</summary>
internal static class CellText
{
    /// <summary>With single spaces (no-break ones included) and none at the edges; null when nothing is left.</summary>
    public static string? Of(string? text) =>
        text?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words ? string.Join(' ', words) : null;
}
