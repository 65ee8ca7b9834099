using System.Globalization;
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
    // How many fields the keys have of which several rows can be one; rows with a street are one site.
    private const int WithoutStreet = 6, OfPrograms = 2;

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

    /// <summary>The key of one of several rows that are alike in their key. FROZEN: ids are minted from it.</summary>
    /// <param name="key">What they are alike in.</param>
    /// <param name="fingerprint">Of this row.</param>
    /// <param name="copy">1, and more only for rows that are alike in their fingerprint too: nothing tells those apart.</param>
    public static string Alike(string key, string fingerprint, int copy) =>
        copy == 1 ? $"{key}\t={fingerprint}" : string.Create(CultureInfo.InvariantCulture, $"{key}\t={fingerprint}#{copy}");

    /// <summary>What the rows are alike in that have or had this key or one made from it; the key itself where there is nothing more in it.</summary>
    /// <remarks>Counts fields, because a name can look like what follows a key. The numbers (<c>#2</c>) are of earlier imports.</remarks>
    public static string FamilyOf(string siteKey) => siteKey.Count(c => c == '\t') == WithoutStreet ? WithoutLast(siteKey) : siteKey;

    /// <summary>The same for the key of a program.</summary>
    public static string FamilyOfProgram(string key) => key.Count(c => c == '\t') == OfPrograms ? WithoutLast(key) : key;

    private static string WithoutLast(string key) => key[..key.LastIndexOf('\t')];

    /// <summary>Text without what writers of the same thing differ in: case and white space.</summary>
    public static string Normal(string? text) => text is null or "" ? "" : CellText.HasSingleSpaces(text)
        ? text.ToLowerInvariant()
        : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    private static string LettersAndDigits(string? text) =>
        string.Concat((text ?? "").Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
