using System.Collections.Frozen;

namespace Locator.Places;

/// <summary>
/// A state, the District of Columbia, a territory or a freely associated state: whatever an address of a facility may
/// name. The military codes AA, AE and AP are no places and not among them; only ZIPs have them.
/// </summary>
/// <param name="Code">Two-letter USPS code (Publication 28, appendix B).</param>
/// <param name="Name">English name.</param>
/// <param name="Fips">Two digits (FIPS 5-2).</param>
public sealed record State(string Code, string Name, string Fips)
{
    /// <summary>All of them, by code.</summary>
    public static IReadOnlyList<State> All { get; } =
    [
        new("AK", "Alaska", "02"), new("AL", "Alabama", "01"), new("AR", "Arkansas", "05"),
        new("AS", "American Samoa", "60"), new("AZ", "Arizona", "04"), new("CA", "California", "06"),
        new("CO", "Colorado", "08"), new("CT", "Connecticut", "09"), new("DC", "District of Columbia", "11"),
        new("DE", "Delaware", "10"), new("FL", "Florida", "12"), new("FM", "Federated States of Micronesia", "64"),
        new("GA", "Georgia", "13"), new("GU", "Guam", "66"), new("HI", "Hawaii", "15"), new("IA", "Iowa", "19"),
        new("ID", "Idaho", "16"), new("IL", "Illinois", "17"), new("IN", "Indiana", "18"), new("KS", "Kansas", "20"),
        new("KY", "Kentucky", "21"), new("LA", "Louisiana", "22"), new("MA", "Massachusetts", "25"),
        new("MD", "Maryland", "24"), new("ME", "Maine", "23"), new("MH", "Marshall Islands", "68"),
        new("MI", "Michigan", "26"), new("MN", "Minnesota", "27"), new("MO", "Missouri", "29"),
        new("MP", "Northern Mariana Islands", "69"), new("MS", "Mississippi", "28"), new("MT", "Montana", "30"),
        new("NC", "North Carolina", "37"), new("ND", "North Dakota", "38"), new("NE", "Nebraska", "31"),
        new("NH", "New Hampshire", "33"), new("NJ", "New Jersey", "34"), new("NM", "New Mexico", "35"),
        new("NV", "Nevada", "32"), new("NY", "New York", "36"), new("OH", "Ohio", "39"), new("OK", "Oklahoma", "40"),
        new("OR", "Oregon", "41"), new("PA", "Pennsylvania", "42"), new("PR", "Puerto Rico", "72"),
        new("PW", "Palau", "70"), new("RI", "Rhode Island", "44"), new("SC", "South Carolina", "45"),
        new("SD", "South Dakota", "46"), new("TN", "Tennessee", "47"), new("TX", "Texas", "48"), new("UT", "Utah", "49"),
        new("VA", "Virginia", "51"), new("VI", "U.S. Virgin Islands", "78"), new("VT", "Vermont", "50"),
        new("WA", "Washington", "53"), new("WI", "Wisconsin", "55"), new("WV", "West Virginia", "54"),
        new("WY", "Wyoming", "56"),
    ];

    private static readonly FrozenDictionary<string, State> ByCode =
        All.ToFrozenDictionary(state => state.Code, StringComparer.OrdinalIgnoreCase);

    /// <summary>By code and by name, folded as the names of cities are.</summary>
    private static readonly FrozenDictionary<string, State> ByName = All
        .SelectMany(state => (string[])[state.Code, state.Name], (state, text) => (Text: CityPlace.Fold(text), State: state))
        .Append((Text: "virginislands", State: ByCode["VI"]))
        .ToFrozenDictionary(pair => pair.Text, pair => pair.State, StringComparer.Ordinal);

    /// <summary>The name as it stands within an English sentence: "in the District of Columbia".</summary>
    public string InSentence => Code is "DC" or "FM" or "MH" or "MP" or "VI" ? "the " + Name : Name;

    /// <summary>The name as it stands within a Spanish sentence: Spanish where it takes an article.</summary>
    public string InSpanishSentence => Code switch
    {
        "DC" => "el Distrito de Columbia",
        "FM" => "los Estados Federados de Micronesia",
        "MH" => "las Islas Marshall",
        "MP" => "las Islas Marianas del Norte",
        "VI" => "las Islas Vírgenes de los Estados Unidos",
        _ => Name,
    };

    /// <summary>The state of a two-letter code or a name, or null. Case, accents and punctuation do not matter ("D.C.").</summary>
    public static State? FindByName(string text) => ByName.GetValueOrDefault(CityPlace.Fold(text));

    /// <summary>The state of a two-letter code in either case, or null.</summary>
    public static State? Find(string code) => ByCode.GetValueOrDefault(code);
}
