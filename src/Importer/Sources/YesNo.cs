using System.Globalization;

namespace Importer.Sources;

/// <summary>Reads the cells of columns of codes: a service is offered or it is not.</summary>
internal static class YesNo
{
    /// <summary>
    /// True for 1, 1.0, TRUE, Y, Yes and X, false for 0, 0.0, FALSE, N, No and an empty cell, in any case; null for anything
    /// else, of which nobody knows what it means.
    /// </summary>
    public static bool? Of(string? cell) => cell?.ToUpperInvariant() switch
    {
        "TRUE" or "Y" or "YES" or "X" => true,
        null or "FALSE" or "N" or "NO" => false,
        // Programs that know only numbers with decimals write 1 as 1.0.
        _ => decimal.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            ? number switch { 1 => true, 0 => false, _ => null }
            : null,
    };
}
