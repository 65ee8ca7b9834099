using Locator.Versions;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>Every page of the site, and every state of one that looks different, with the way to it.</summary>
internal static class SitePages
{
    /// <summary>Where most of the sample is.</summary>
    public const string Zip = "30309";

    private static readonly Lazy<Task<DirectoryVersion>> Sample = new(() => SampleDirectory.LoadAsync(CancellationToken.None));

    private static readonly Dictionary<string, Func<Visit, string, Task>> Ways = new(StringComparer.Ordinal)
    {
        ["home"] = (visit, prefix) => visit.GoAsync(prefix + "/"),
        ["search form"] = (visit, prefix) => visit.GoAsync(prefix + "/search"),
        ["results"] = async (visit, prefix) =>
        {
            await visit.GoAsync(prefix + "/");
            await visit.SearchAsync(Zip);
        },
        ["all filters"] = async (visit, prefix) =>
        {
            await GoToAsync(visit, "results", prefix);
            await visit.ShowAllFiltersAsync();
        },
        ["nothing found"] = async (visit, prefix) =>
        {
            await visit.GoAsync(prefix + "/");
            await visit.ChooseAsync("level", "partial-hospitalization");
            // Helena, Montana: one facility of the sample, without day treatment.
            await visit.SearchAsync("59601");
        },
        ["unknown ZIP"] = async (visit, prefix) =>
        {
            await visit.GoAsync(prefix + "/");
            await visit.Where.FillAsync("00000");
            await visit.SubmitAsync();
            await Assertions.Expect(visit.Page.Locator("#errors")).ToBeVisibleAsync();
        },
        ["facility"] = async (visit, prefix) => await visit.GoAsync($"{prefix}/facilities/{await IdAsync("Sample Recovery Center of Atlanta")}"),
        ["facility opened from the list"] = async (visit, prefix) =>
        {
            await GoToAsync(visit, "results", prefix);
            await visit.OpenFirstFacilityAsync();
        },
        ["no such facility"] = (visit, prefix) => visit.GoAsync(prefix + "/facilities/nobody"),
        ["no such page"] = (visit, prefix) => visit.GoAsync(prefix + "/learn/nothing"),
        ["shortlist"] = async (visit, prefix) => await visit.GoAsync(
            $"{prefix}/shortlist?id={await IdAsync("Sample Recovery Center of Atlanta")}&id={await IdAsync("Sample Peachtree Treatment Services")}"),
        ["empty shortlist"] = (visit, prefix) => visit.GoAsync(prefix + "/shortlist"),
        ["learn"] = (visit, prefix) => visit.GoAsync(prefix + "/learn"),
        ["map"] = async (visit, prefix) =>
        {
            await GoToAsync(visit, "results", prefix);
            await visit.ShowMapAsync();
        },
    };

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => Ways.Keys;

    /// <summary>Goes there, in the language of the prefix: <c>/en</c>, <c>/es</c>, or the browser's where it is empty.</summary>
    public static Task GoToAsync(Visit visit, string name, string prefix = "") => Ways[name](visit, prefix);

    /// <summary>Addresses of the Learn pages, as the overview links them.</summary>
    public static async Task<string[]> LearnAsync(Visit visit, string prefix = "")
    {
        await visit.GoAsync(prefix + "/learn");
        string[] paths = await visit.Page.Locator("main a[href*='/learn/']").EvaluateAllAsync<string[]>("links => links.map(link => link.pathname)");
        return [.. paths.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The id of a facility of the sample.</summary>
    public static async Task<string> IdAsync(string name) => (await SampleAsync()).Facilities.Single(facility => facility.Name == name).Id;

    /// <summary>The facilities of the sample.</summary>
    public static Task<DirectoryVersion> SampleAsync() => Sample.Value;
}
