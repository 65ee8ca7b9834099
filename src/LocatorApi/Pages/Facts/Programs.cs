using LocatorApi.Facilities;

namespace LocatorApi.Pages.Facts;

/// <summary>What programs and facilities state, by the group's name.</summary>
internal static class Programs
{
    /// <summary>Groups of a program with several values, in the order of pages.</summary>
    public static IReadOnlyList<string> Groups { get; } =
    [
        "care", "level", "payment", "age", "gender", "population", "substance", "detoxFrom", "medication", "approach", "crisis", "support", "language",
    ];

    /// <summary>Groups of the site, in the order of pages.</summary>
    public static IReadOnlyList<string> SiteGroups { get; } = ["assistance", "accreditation", "license", "certification", "facilityType", "operator"];

    public static IReadOnlyList<string> ValuesOf(FacilityProgram program, string group) => group switch
    {
        "care" => program.Care,
        "level" => program.Level,
        "payment" => program.Payment,
        "age" => program.Age,
        "gender" => program.Gender,
        "population" => program.Population,
        "substance" => program.Substance,
        "detoxFrom" => program.DetoxFrom,
        "medication" => program.Medication,
        "approach" => program.Approach,
        "crisis" => program.Crisis,
        "support" => program.Support,
        "language" => program.Language,
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, "No group of programs has that name."),
    };

    public static SiteFacts SiteOf(FacilityFacts facts, string group) => group switch
    {
        "assistance" => facts.Assistance,
        "accreditation" => facts.Accreditation,
        "license" => facts.License,
        "certification" => facts.Certification,
        "facilityType" => facts.FacilityType,
        "operator" => facts.Operator,
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, "No group of the site has that name."),
    };
}
