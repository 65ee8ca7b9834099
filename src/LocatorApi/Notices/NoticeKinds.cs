using Locator.Versions;

namespace LocatorApi.Notices;

/// <summary>Kinds of <see cref="Notice"/>.</summary>
internal static class NoticeKinds
{
    public const string Crisis = "crisis";
    public const string SampleData = "sample-data";
    public const string InsurancePlans = "insurance-plans";
    public const string NotAsked = "not-asked";
    public const string NoLocalDirectory = "no-local-directory";

    /// <summary>What stands with every answer from this directory, errors included; null while none is served.</summary>
    public static IReadOnlyList<string> ForEveryAnswer(DirectoryManifest? manifest) =>
        manifest?.Kind == DirectoryKind.Sample ? [Crisis, SampleData] : [Crisis];

    public static IReadOnlyList<string> All { get; } = [Crisis, SampleData, InsurancePlans, NotAsked, NoLocalDirectory];
}
