namespace LocatorApi.Search.Parameters;

/// <summary>
/// Names of insurers that people ask for. Public directories know kinds of insurance only, so such a name is answered with
/// what to do instead of a list of values.
/// </summary>
internal static class Insurers
{
    /// <summary>Lower case, letters and digits only. The largest health insurers and their brands, and managers of behavioral-health benefits.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "aetna", "alliant", "allwell", "ambetter", "amerigroup", "ameritas", "amerihealth", "anthem", "assurant", "avmed",
        "bcbs", "beacon", "beaconhealth", "bluecare", "bluecross", "bluecrossblueshield", "blueshield", "brighthealth",
        "capitalbluecross", "carefirst", "caresource", "carelon", "centene", "cigna", "compsych", "coventry",
        "emblem", "emblemhealth", "empire", "empirebluecross", "evernorth", "firsthealth", "floridablue",
        "geisinger", "geha", "harvardpilgrim", "healthfirst", "healthnet", "healthpartners", "highmark", "horizon",
        "humana", "independence", "kaiser", "kaiserpermanente", "magellan", "medica", "medicalmutual", "meritain", "molina",
        "multiplan", "oscar", "oscarhealth", "optum", "oxford", "pacificsource", "premera", "priorityhealth", "providence",
        "regence", "selecthealth", "sentara", "tufts", "uhc", "umr", "unicare", "united", "unitedhealth", "unitedhealthcare",
        "upmc", "valueoptions", "wellcare", "wellmark", "wellpoint",
    };

    public static bool Names(string value) =>
        Known.Contains(string.Concat(value.Where(char.IsLetterOrDigit)).ToLowerInvariant());
}
