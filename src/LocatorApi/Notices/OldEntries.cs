using Locator.Text;
using Locator.Versions;

namespace LocatorApi.Notices;

/// <summary>The entries of a directory that are older than twelve months.</summary>
/// <param name="Programs">How many programs.</param>
/// <param name="OfAll">Of how many.</param>
/// <param name="Oldest">The oldest date of their sources.</param>
/// <param name="Newest">The newest date of their sources.</param>
internal readonly record struct OldEntries(int Programs, int OfAll, DateOnly Oldest, DateOnly Newest)
{
    private const int Months = 12;

    /// <summary>Those of a directory on a day; null where there are none, and for the sample, which is invented anyway.</summary>
    public static OldEntries? Of(DirectoryManifest manifest, DateOnly today)
    {
        ManifestSource[] old =
        [
            .. manifest.Sources.Where(source => source.Programs > 0 && IsOld(source.AsOf, today)),
        ];
        return manifest.Kind == DirectoryKind.Sample || old is []
            ? null
            : new OldEntries(
                old.Sum(source => source.Programs), manifest.Sources.Sum(source => source.Programs),
                old.Min(source => source.AsOf), old.Max(source => source.AsOf));
    }

    /// <summary>Whether an entry of a date is old on a day.</summary>
    public static bool IsOld(DateOnly asOf, DateOnly today) => asOf < today.AddMonths(-Months);

    /// <summary>
    /// Puts the figures into a text in a language: <c>{oldOfAll}</c>, which is "12 of its 20,534 entries are" or "all of its 20,519 entries are",
    /// <c>{old}</c> and <c>{all}</c> by themselves, and <c>{asOf}</c>, which is a month or two.
    /// </summary>
    public string In(string text, Language language)
    {
        bool spanish = language == Language.Spanish;
        string first = MonthOf(Oldest), last = MonthOf(Newest);
        string oldOfAll = (spanish, Programs == OfAll) switch
        {
            (false, false) => "{old} of its {all} entries are",
            (false, true) => "all of its {all} entries are",
            (true, false) => "{old} de sus {all} registros tienen",
            (true, true) => "todos sus {all} registros tienen",
        };
        return text
            .Replace("{oldOfAll}", oldOfAll, StringComparison.Ordinal)
            .Replace("{old}", Programs.ToString("N0", language.Culture), StringComparison.Ordinal)
            .Replace("{all}", OfAll.ToString("N0", language.Culture), StringComparison.Ordinal)
            .Replace("{asOf}", first == last ? first : $"{first} {(spanish ? "a" : "to")} {last}", StringComparison.Ordinal);

        string MonthOf(DateOnly date) => date.ToString(spanish ? "MMMM 'de' yyyy" : "MMMM yyyy", language.Culture);
    }
}
