using Locator.Facilities;

namespace Importer.Stages;

/// <summary>
/// What a site is recognized by, in every file and forever. FROZEN: facility ids are minted from these keys and stored in
/// every directory version; a change here, however small, gives every facility a new id and breaks every saved link.
/// </summary>
/// <remarks>
/// Not the folding that searches use: that one may improve, this one may not. Fields are trimmed, lower-cased by invariant
/// rules, with single spaces, and joined by tabs, which no field can contain. Golden tests hold the keys in place.
/// </remarks>
internal static class SiteKey
{
    /// <summary>The key of a row.</summary>
    /// <remarks>
    /// A row without street has also its second name, telephone and type in the key: nothing says that two such rows are
    /// at one place. Without a ZIP, city and state stand for it.
    /// </remarks>
    public static string Of(CleanRow row)
    {
        string area = row.Zip.Length > 0 ? row.Zip : Normal($"{row.City}, {row.State}");
        return row.Street1 is { } street
            ? $"{Normal(row.Name1)}\t{Normal(street)}\t{area}"
            : $"{Normal(row.Name1)}\t\t{area}\t{Normal(row.Name2)}\t{LettersAndDigits(row.FirstPhoneText)}\t{row.Type.Slug()}";
    }

    /// <summary>The key of a program among those of its site: its type and its own name.</summary>
    public static string OfProgram(CleanRow row) => $"{row.Type.Slug()}\t{Normal(row.Name2)}";

    /// <summary>The key of the second, third, … of several that are alike.</summary>
    public static string Numbered(string key, int ordinal) => ordinal == 1 ? key : $"{key}\t#{ordinal}";

    private static string Normal(string? text) =>
        string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    private static string LettersAndDigits(string? text) =>
        string.Concat((text ?? "").Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
