using System.Globalization;
using System.Text.RegularExpressions;
using Locator.Testing;
using LocatorApi.BrowserTests.Browsing;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests;

/// <summary>
/// Ten people whom the pages are for reach help, in no more taps than docs/pages.md says; where something is found the first number
/// to call is on the first screen of their phone.
/// </summary>
public sealed class TenTasksTests(Site site) : BrowserTest(site)
{
    private static readonly string Table = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "pages.md"));

    [Fact]
    public async Task A_parent_finds_intensive_outpatient_care_for_a_teen_with_Medicaid()
    {
        Person parent = await PersonAsync();
        await parent.TypeAsync("30309");
        await parent.TickAsync("level", "intensive-outpatient");
        await parent.TickAsync("payment", "medicaid");
        await parent.TickAsync("age", "children-and-teens");
        await parent.SearchAsync();
        Assert.Equal(2, await parent.Visit.TotalAsync());
        await parent.AssertFirstNumberIsSeenAsync();
        await Assertions.Expect(parent.Visit.Cards.First).ToContainTextAsync(TaskDirectory.NameOf("Marietta", 1));
        await Assertions.Expect(parent.Visit.Cards.First).ToContainTextAsync("Children and teens");
        AssertTaps(parent, "IOP for a 15-year-old");
    }

    [Fact]
    public async Task Who_needs_detox_tonight_where_there_is_none_sees_the_nearest_and_a_warning()
    {
        Person person = await PersonAsync();
        await person.TypeAsync("59230");
        await person.TickAsync("level", "detox");
        await person.SearchAsync();
        await Assertions.Expect(person.Visit.Summary).ToContainTextAsync("No place fits within 100 miles of 59230 (Glasgow, MT)");
        await person.AssertFirstNumberIsSeenAsync();
        ILocator repairs = person.Visit.Page.Locator(".repairs");
        await Assertions.Expect(repairs.Locator("article").First).ToContainTextAsync(TaskDirectory.NameOf("Miles City", 1));
        await Assertions.Expect(repairs.Locator("article").First).ToContainTextAsync(new Regex("About 12[0-9] miles", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Assertions.Expect(repairs.Locator(".limit").First).ToContainTextAsync("can be dangerous");
        // To go without detox may be offered, after everything else.
        await Assertions.Expect(repairs.Locator(".buttons button").Last).ToHaveAttributeAsync("value", "level");
        AssertTaps(person, "detox tonight");
    }

    [Fact]
    public async Task Day_treatment_is_found_in_Spanish_in_Puerto_Rico()
    {
        Person person = await PersonAsync(Person.WithPhone with { Locale = "es-PR" });
        await person.TypeAsync("00901");
        await person.TickAsync("level", "partial-hospitalization");
        await person.SearchAsync();
        await Assertions.Expect(person.Visit.Summary).ToContainTextAsync("2 lugares para usted");
        await person.AssertFirstNumberIsSeenAsync();
        await Assertions.Expect(person.Visit.Cards.First.Locator("a.call").First).ToContainTextAsync("Llamar al 404-555-");
        AssertTaps(person, "PHP in Spanish");
    }

    [Fact]
    public async Task A_veteran_finds_care_for_PTSD_that_VA_funds_pay()
    {
        Person veteran = await PersonAsync();
        await veteran.TypeAsync("78201");
        await veteran.TickAsync("care", "mental-health");
        await veteran.TickAsync("payment", "va-funds");
        await veteran.SearchAsync();
        Assert.Equal(2, await veteran.Visit.TotalAsync());
        await veteran.AssertFirstNumberIsSeenAsync();
        await veteran.ShowAllFiltersAsync();
        Assert.Equal(1, await veteran.Visit.CountAtAsync("population", "ptsd"));
        await veteran.TickAsync("population", "ptsd");
        await veteran.SearchAsync();
        await Assertions.Expect(veteran.Visit.Cards).ToHaveCountAsync(1);
        await Assertions.Expect(veteran.Visit.Cards.First).ToContainTextAsync(TaskDirectory.NameOf("San Antonio", 3));
        await veteran.AssertFirstNumberIsSeenAsync();
        AssertTaps(veteran, "a veteran");
    }

    [Fact]
    public async Task Who_has_no_insurance_gets_a_list_by_ZIP_alone_and_those_who_charge_nobody_by_one_filter()
    {
        Person person = await PersonAsync();
        await person.TypeAsync("60614");
        await person.SearchAsync();
        Assert.Equal(3, await person.Visit.TotalAsync());
        await person.AssertFirstNumberIsSeenAsync();
        Assert.Equal(2, person.Taps);

        Person again = await PersonAsync();
        await again.TypeAsync("60614");
        await again.TickAsync("payment", "free");
        await again.SearchAsync();
        await Assertions.Expect(again.Visit.Cards).ToHaveCountAsync(1);
        await Assertions.Expect(again.Visit.Cards.First).ToContainTextAsync(TaskDirectory.NameOf("Chicago", 3));
        await again.AssertFirstNumberIsSeenAsync();
        AssertTaps(again, "no insurance");
    }

    [Fact]
    public async Task Methadone_for_opioids_is_found_among_all_filters()
    {
        Person person = await PersonAsync();
        await person.TypeAsync("21201");
        await person.SearchAsync();
        await person.AssertFirstNumberIsSeenAsync();
        await person.ShowAllFiltersAsync();
        await person.TickAsync("medication", "methadone");
        await person.SearchAsync();
        await Assertions.Expect(person.Visit.Cards).ToHaveCountAsync(1);
        await Assertions.Expect(person.Visit.Cards.First).ToContainTextAsync(TaskDirectory.NameOf("Baltimore", 2));
        await person.AssertFirstNumberIsSeenAsync();
        AssertTaps(person, "opioids");
    }

    /// <summary>Nobody asks programs for mental health whether they have IOP: an empty page would say that none has.</summary>
    [Fact]
    public async Task What_is_never_asked_together_is_a_list_of_places_to_ask()
    {
        Person person = await PersonAsync();
        await person.TypeAsync("02139");
        await person.TickAsync("care", "mental-health");
        await person.TickAsync("level", "intensive-outpatient");
        await person.SearchAsync();
        Assert.Equal(21, await person.Visit.TotalAsync());
        await person.AssertFirstNumberIsSeenAsync();
        ILocator places = person.Visit.Page.Locator("section[aria-labelledby=may-fit] article");
        await Assertions.Expect(places).ToHaveCountAsync(20);
        await Assertions.Expect(places.First).ToContainTextAsync("Not stated, ask when you call: Intensive outpatient (IOP)");
        AssertTaps(person, "mental health IOP");
    }

    [Fact]
    public async Task Where_nothing_is_near_telehealth_in_the_state_comes_first()
    {
        Person person = await PersonAsync();
        await person.TypeAsync("99559");
        await person.TickAsync("telehealth", "true");
        await person.SearchAsync();
        await Assertions.Expect(person.Visit.Summary).ToContainTextAsync("No place fits within 100 miles of 99559 (Bethel, AK)");
        await person.AssertFirstNumberIsSeenAsync();
        await Assertions.Expect(person.Visit.Page.Locator("#results article").First).ToContainTextAsync(TaskDirectory.NameOf("Anchorage", 1));
        AssertTaps(person, "telehealth");
    }

    [Fact]
    public async Task A_coordinator_compares_three_places_and_hands_them_on_without_the_clients_place()
    {
        Person coordinator = await PersonAsync(Visitor.Desktop);
        IPage page = coordinator.Visit.Page;
        await coordinator.TypeAsync("85004");
        await coordinator.TickAsync("level", "residential");
        await coordinator.TickAsync("payment", "medicaid");
        await coordinator.SearchAsync();
        Assert.Equal(4, await coordinator.Visit.TotalAsync());
        for (int place = 0; place < 3; place++)
        {
            await coordinator.TapAsync(page.Locator("label.pick").Nth(place));
        }

        await coordinator.TapAsync(page.Locator("button[data-compare]").First);
        await coordinator.Visit.ArriveAsync("/shortlist");
        AssertTaps(coordinator, "a coordinator");
        string[] compared = [.. Enumerable.Range(1, 3).Select(number => TaskDirectory.NameOf("Phoenix", number))];
        await Assertions.Expect(page.Locator("main table th[scope=col]")).ToContainTextAsync(compared);
        IDownload download = await page.RunAndWaitForDownloadAsync(() => coordinator.TapAsync(page.Locator("[href*='shortlist.csv'], [formaction*='shortlist.csv']")));
        string table = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        string text = await page.Locator("#client-text").InputValueAsync();
        Assert.All((string[])[table, text], handedOn =>
        {
            Assert.All(compared, name => Assert.Contains(name, handedOn, StringComparison.Ordinal));
            Assert.DoesNotContain(TaskDirectory.NameOf("Phoenix", 4), handedOn, StringComparison.Ordinal);
            Assert.DoesNotContain("85004", handedOn, StringComparison.Ordinal);
        });
        // What is sent can be answered with a call, and says where help is in a crisis.
        Assert.Matches("404-555-[0-9]{4}", text);
        Assert.Contains("988", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_is_watched_reaches_988_without_a_word_and_leaves_in_one_tap()
    {
        Person person = await PersonAsync();
        IPage page = person.Visit.Page;
        await Assertions.Expect(page.Locator("#crisis a[href='sms:988']")).ToBeInViewportAsync(new() { Ratio = 1 });
        await person.TypeAsync("30309");
        await person.SearchAsync();
        await Assertions.Expect(page.Locator("#crisis a[href='sms:988']")).ToBeInViewportAsync(new() { Ratio = 1 });
        string authority = new Uri(page.Url).Authority;
        await person.Visit.Context.RouteAsync(url => new Uri(url).Authority != authority, route =>
        {
            person.Visit.Witness.Leave(new Uri(route.Request.Url).Host);
            return route.FulfillAsync(new() { ContentType = "text/html", Body = "<!doctype html><title>Elsewhere</title>" });
        });
        Person watched = new(person.Visit);
        await watched.TapAsync(page.Locator("#exit"));
        await Assertions.Expect(page).ToHaveTitleAsync("Elsewhere");
        AssertTaps(watched, "somebody watched");
        await page.GoBackAsync();
        await Assertions.Expect(person.Visit.Summary).ToHaveCountAsync(0);
    }

    private async Task<Person> PersonAsync(Visitor? visitor = null)
    {
        Visit visit = await VisitAsync(visitor ?? Person.WithPhone, await Site.TasksServedAsync());
        await visit.GoAsync("/");
        return new Person(visit);
    }

    /// <summary>Fails where it took more taps than the largest number in the row of the task.</summary>
    private static void AssertTaps(Person person, string task)
    {
        Match row = Regex.Match(Table, $@"^\| {Regex.Escape(task)}[^|]*\| (?<taps>[^|]*) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.True(row.Success, $"the table has no task \"{task}\"");
        int most = Regex.Matches(row.Groups["taps"].Value, "[0-9]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Max(number => int.Parse(number.Value, CultureInfo.InvariantCulture));
        Assert.InRange(person.Taps, 1, most);
    }
}
