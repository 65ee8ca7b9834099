namespace LocatorApi.Notices;

/// <summary>Kinds of <see cref="Notice"/>.</summary>
internal static class NoticeKinds
{
    public const string Crisis = "crisis";
    public const string SampleData = "sample-data";
    public const string InsurancePlans = "insurance-plans";
    public const string NotAsked = "not-asked";
    public const string NoLocalDirectory = "no-local-directory";
    public const string OverseasMilitary = "overseas-military";
    public const string OldDirectory = "old-directory";

    public static IReadOnlyList<string> All { get; } = [Crisis, SampleData, InsurancePlans, NotAsked, OldDirectory, NoLocalDirectory, OverseasMilitary];
}
