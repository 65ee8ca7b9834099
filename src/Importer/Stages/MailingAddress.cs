using System.Text.RegularExpressions;

namespace Importer.Stages;

/// <summary>Tells addresses that mail is sent to from those where somebody can go.</summary>
internal static partial class MailingAddress
{
    /// <summary>Whether an address is a post office box or general delivery and names no street beside it.</summary>
    /// <param name="street1">The first line.</param>
    /// <param name="street2">The second line; null when there is none.</param>
    public static bool IsOnlyFor(string street1, string? street2) =>
        Box().IsMatch(street1) && (street2 is null || Box().IsMatch(street2) || !Street().IsMatch(street2));

    // P.O. Box 12, PO Drawer A, Post Office Box 12, POB 12, Box 12, Lock Box 3, Apartado 12, General Delivery
    [GeneratedRegex(
        @"\A(?:(?:(?:p[.\s]{0,2}o[.\s]{0,2}|post\s?office\s|postal\s|lock\s?|call(?:er)?\s)?(?:box|bx|drawer|drwr)|p\.?o\.?b\.?|apartado(?:\s+postal)?)(?:[\s#.,:-]|no\.?|number)*[a-z]{0,2}-?[0-9]*-?[a-z]?|general\s+delivery)[\s.,]*(?:\([^)]*\))?\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Box();

    // A house number and a name: "100 Main Street", not "Suite 100".
    [GeneratedRegex(@"\A[0-9]+[a-z]?(?:[-/][0-9]+)?\s+[^\s0-9]", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Street();
}
