using System.Globalization;

namespace Locator.Text;

/// <summary>
/// A language that texts for people are kept in: labels, descriptions, notices. What programs read (values, ids, kinds, names of
/// parameters) is the same in all of them.
/// </summary>
public sealed class Language
{
    private Language(string tag, string culture) => (Tag, Culture) = (tag, CultureInfo.GetCultureInfo(culture));

    /// <summary>The language of who asks for none.</summary>
    public static Language English { get; } = new("en", "en-US");

    /// <summary>Spanish as it is written in the United States.</summary>
    public static Language Spanish { get; } = new("es", "es-US");

    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<Language> All { get; } = [English, Spanish];

    /// <summary>Its tag (BCP 47), lower case.</summary>
    public string Tag { get; }

    /// <summary>How those who speak it in the United States write numbers and months.</summary>
    public CultureInfo Culture { get; }
}
