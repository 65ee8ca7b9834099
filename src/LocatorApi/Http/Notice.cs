using Locator.Versions;

namespace LocatorApi.Http;

/// <summary>Something that people should read with an answer.</summary>
/// <param name="Kind">What it is about: <c>crisis</c>, <c>sample-data</c>, <c>insurance-plans</c>, <c>not-asked</c> or <c>no-local-directory</c>.</param>
/// <param name="Text">Plain English, to be shown as it is.</param>
/// <param name="Phone">A number to call, where there is one.</param>
public sealed record Notice(string Kind, string Text, string? Phone);

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
