namespace Locator.Facilities;

/// <summary>What kind of entry of a source directory a program is; the survey asks each kind different questions.</summary>
public enum ProgramType
{
    /// <summary>Substance use treatment ("SA" or "SU" in the sources).</summary>
    SubstanceUse,

    /// <summary>Mental health treatment ("MH").</summary>
    MentalHealth,

    /// <summary>Opioid treatment program ("OTP").</summary>
    OpioidTreatmentProgram,

    /// <summary>HRSA health center ("HRSA"); imported only when asked for.</summary>
    HealthCenter,

    /// <summary>Buprenorphine practitioner ("BUPREN"); imported only when asked for.</summary>
    BuprenorphinePractitioner,
}

/// <summary>The names of program types: slugs on the wire, abbreviations in the sources and in the vocabulary's table.</summary>
public static class ProgramTypes
{
    private static readonly (ProgramType Type, string Slug, string[] SourceNames)[] Table =
    [
        (ProgramType.SubstanceUse, "substance-use", ["SU", "SA", "substance"]),
        (ProgramType.MentalHealth, "mental-health", ["MH", "mental"]),
        (ProgramType.OpioidTreatmentProgram, "opioid-treatment-program", ["OTP"]),
        (ProgramType.HealthCenter, "health-center", ["HRSA"]),
        (ProgramType.BuprenorphinePractitioner, "buprenorphine-practitioner", ["BUPREN", "BUP"]),
    ];

    private static readonly string[] Slugs = [.. Table.OrderBy(row => row.Type).Select(row => row.Slug)];

    /// <summary>Every type, in the order of the table.</summary>
    public static IReadOnlyList<ProgramType> All { get; } = [.. Table.Select(row => row.Type)];

    /// <summary>The name on the wire, such as <c>substance-use</c>.</summary>
    public static string Slug(this ProgramType type) => Slugs[(int)type];

    /// <summary>The type of a source's abbreviation (SA, SU, MH, OTP, HRSA, BUPREN, …) or of a slug, whatever its case; null when it is none.</summary>
    public static ProgramType? Parse(string? name)
    {
        name = name?.Trim();
        foreach ((ProgramType type, string slug, string[] sourceNames) in Table)
        {
            if (string.Equals(slug, name, StringComparison.OrdinalIgnoreCase)
                || sourceNames.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return type;
            }
        }

        return null;
    }
}
