using System.Collections.Frozen;

namespace Importer.Sources;

/// <summary>Tells what a column of a table is, however its name is written: "Name 1", "NAME_1" and "name1" are one.</summary>
internal static class ColumnName
{
    private static readonly FrozenDictionary<string, string> OtherNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["zipcode"] = "zip",
        ["postalcode"] = "zip",
        ["phonenumber"] = "phone",
        ["telephone"] = "phone",
    }.ToFrozenDictionary();

    /// <summary>The name in lower case, letters and digits only.</summary>
    public static string Folded(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>The same, by the name that the column has in the files of SAMHSA where this is another one for it.</summary>
    public static string Usual(string name) => OtherNames.GetValueOrDefault(Folded(name), Folded(name));
}
