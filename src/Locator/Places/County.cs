using System.Globalization;
using System.Text;
using Locator.Text;

namespace Locator.Places;

/// <summary>A county or its equivalent, as the Census listed them in 2017: parish, borough, census area, municipio, independent city.</summary>
/// <param name="Fips">Five digits: state and county (FIPS 6-4).</param>
/// <param name="State">Two-letter USPS code.</param>
/// <param name="Name">
/// Name without the word "County", "Parish" and the like. Independent cities keep theirs ("Baltimore city"), which tells
/// them from the county of that name.
/// </param>
public sealed record County(string Fips, string State, string Name)
{
    // Longest first: "City and Borough" before "Borough".
    private static readonly string[] Words =
        ["City and Borough", "Census Area", "Municipality", "Municipio", "Borough", "County", "Parish"];

    /// <summary>The Census's whole name, such as "Fulton County".</summary>
    public string FullName { get; private init; } = Name;

    /// <summary>A county by the Census's whole name.</summary>
    public static County Of(string fips, string state, string fullName) =>
        new(fips, state, WithoutKind(fullName)) { FullName = fullName };

    /// <summary>What two spellings of one name share: letters and digits only, without case and accents, "St." as "Saint".</summary>
    public static string Fold(string name)
    {
        StringBuilder folded = new(name.Length);
        StringBuilder word = new();
        foreach (char c in WellFormedText.Of(name).Normalize(NormalizationForm.FormD).Append(' '))
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (c is not '\'' and not '’' && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                // An apostrophe or an accent does not end a word: "Prince George's", "Mayagüez".
                folded.Append(word.ToString() switch { "st" => "saint", "ste" => "sainte", string other => other });
                word.Clear();
            }
        }

        return folded.ToString();
    }

    /// <summary>The name without its word for "county"; "city" stays, because it tells Baltimore city from Baltimore County.</summary>
    internal static string WithoutKind(string name)
    {
        string trimmed = name.Trim();
        foreach (string word in Words)
        {
            if (trimmed.EndsWith(" " + word, StringComparison.OrdinalIgnoreCase))
            {
                return trimmed[..^(word.Length + 1)].TrimEnd();
            }
        }

        return trimmed;
    }
}
