using Locator.Geo;
using Locator.Places;

namespace PlacesBuilder;

/// <summary>A Census place under the name that people call it by.</summary>
/// <param name="State">Two-letter code.</param>
/// <param name="Name">Its name without the word for its kind.</param>
/// <param name="OtherName">A second name: "Paso Robles" of El Paso de Robles; null where there is none.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Point">A point within it.</param>
/// <param name="Radius">That of a circle of its land's size.</param>
internal sealed record CensusPlace(string State, string Name, string? OtherName, CityKind Kind, GeoPoint Point, Distance Radius)
{
    private static readonly (string Word, CityKind Kind)[] Kinds =
    [
        (" city", CityKind.City), (" town", CityKind.Town), (" village", CityKind.Village), (" borough", CityKind.Borough),
        (" municipality", CityKind.Municipality), (" corporation", CityKind.City), (" CDP", CityKind.CensusDesignated),
        (" comunidad", CityKind.CensusDesignated), (" zona urbana", CityKind.CensusDesignated),
    ];

    /// <summary>Cities that are one with their county: "Nashville-Davidson metropolitan government", "Butte-Silver Bow".</summary>
    private static readonly string[] Consolidated =
    [
        " unified government", " consolidated government", " metropolitan government", " metro government", " urban county",
    ];

    /// <summary>A row of the Census's list.</summary>
    public static CensusPlace Of(string state, string fullName, GeoPoint point, Distance radius)
    {
        const string Balance = " (balance)";
        bool isBalance = fullName.EndsWith(Balance, StringComparison.Ordinal);
        string name = isBalance ? fullName[..^Balance.Length] : fullName;
        CityKind kind = CityKind.City;
        if (Array.Find(Kinds, k => name.EndsWith(k.Word, StringComparison.Ordinal)) is { Word: not null } found)
        {
            (name, kind) = (name[..^found.Word.Length], found.Kind);
        }
        else if (Array.Find(Consolidated, word => name.EndsWith(word, StringComparison.Ordinal)) is { } government)
        {
            name = FirstOf(name[..^government.Length]);
        }
        else if (isBalance || name.EndsWith(" County", StringComparison.Ordinal))
        {
            name = FirstOf(name);
        }

        // Honolulu is a county to the Census, and "Urban Honolulu" what everybody calls Honolulu.
        name = name == "Urban Honolulu" ? "Honolulu" : name;

        // A comma parts a city from its state wherever people write it: "Islamorada, Village of Islands".
        name = name.Split(',')[0];
        int other = name.IndexOf(" (", StringComparison.Ordinal);
        return other > 0 && name.EndsWith(')')
            ? new CensusPlace(state, name[..other], name[(other + 2)..^1], kind, point, radius)
            : new CensusPlace(state, name, null, kind, point, radius);
    }

    /// <summary>The city of a city and a county: "Athens-Clarke County", "Louisville/Jefferson County", "Lynchburg, Moore County".</summary>
    private static string FirstOf(string name) => name.Split('-', '/', ',')[0];
}
