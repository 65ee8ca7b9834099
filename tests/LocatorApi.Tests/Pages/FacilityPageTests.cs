using System.Globalization;
using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using Locator.Facilities;
using Locator.Publishing;
using Locator.Search;

namespace LocatorApi.Tests.Pages;

/// <summary>The page of a facility: what is known of it, what is not, and what to ask.</summary>
public sealed class FacilityPageTests
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task What_was_searched_for_is_asked_first_and_the_list_is_one_button_away()
    {
        Facility clinic = TestFacilities.At(33.79, -84.39, 0, "SA", "OP", "OIT", "PI", "ADLT", "SS", "CBT", "FEM");
        await using ApiHost api = await ApiHost.ServingAsync([clinic]);
        IDocument page = await api.PostPageAsync("/en/facilities/f00",
            [("where", "30308"), ("payment", "medicaid"), ("payment", "va-funds"), ("level", "intensive-outpatient"), ("telehealth", "true"), ("openTo", "dui")]);
        string[] first = [.. page.QuerySelectorAll(".script ul")[0].QuerySelectorAll("li").Select(ReadPage.Said)];
        Assert.Equal(
            [
                "Do you offer this: Intensive outpatient (IOP)? The list says yes.",
                "Do you take Medicaid? Does that include my plan? The list does not name it.",
                "Can Veterans Affairs pay for it, and must that be approved first? Not stated in the list.",
                "Can I be treated by video or phone? The list does not name it.",
                "I am sent after driving under the influence (DUI). Do you take me, and do you report to the court?",
            ],
            first);
        Assert.Contains("How many hours a week is it, on which days, and for how many weeks?", page.QuerySelector(".script details[open]").Said(), StringComparison.Ordinal);
        Assert.Equal("/en/search", page.QuerySelector("form#again")!.GetAttribute("action"));
        Assert.NotNull(page.QuerySelector("button[form=again][data-back]:not([formaction])"));
        Assert.Equal(
            [("where", "30308"), ("payment", "medicaid"), ("payment", "va-funds"), ("level", "intensive-outpatient"), ("telehealth", "true"), ("openTo", "dui")], page.Again());
        Assert.Equal("/es/facilities/f00", page.QuerySelector("button[form=again][lang=es]")!.GetAttribute("formaction"));
        Assert.DoesNotContain(page.QuerySelectorAll("[href], [formaction]"), link => (link.GetAttribute("href") ?? link.GetAttribute("formaction"))!.Contains("30308", StringComparison.Ordinal));
        Assert.NotNull(page.QuerySelector("meta[name=robots][content=noindex]"));
    }

    [Fact]
    public async Task Whoever_came_by_its_address_is_offered_places_near_it()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(1));
        IDocument page = await api.GetPageAsync("/facilities/f00");
        Assert.Equal([("where", "30309")], page.Again());
        Assert.Null(page.QuerySelector("[data-back]"));
        Assert.Null(page.QuerySelector("meta[name=robots]"));
        Assert.Contains(page.QuerySelectorAll("main button[form=again]"), button => button.Said() == "Search near this place");
        Assert.Equal("/learn/leaving-quickly", page.QuerySelectorAll("main a")[^1].GetAttribute("href"));
    }

    [Fact]
    public async Task A_tick_is_kept_as_its_own_box_and_those_of_others_unseen()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(3));
        IDocument page = await api.PostPageAsync("/facilities/f00", [("where", "30309"), ("pick", "f00"), ("pick", "f02")]);
        Assert.Equal([("where", "30309"), ("pick", "f02")], page.Again());
        Assert.NotNull(page.QuerySelector("input[name=pick][value=f00][form=again][checked]"));
        page = await api.PostPageAsync("/facilities/f01", [("pick", "f00")]);
        Assert.Null(page.QuerySelector("input[name=pick][value=f01][checked]"));
        Assert.Equal("/shortlist", page.QuerySelector("button[data-back]")!.GetAttribute("formaction"));
    }

    /// <summary>It is asked of a person, so the caller is told that the other side may know better.</summary>
    [Fact]
    public async Task Whom_it_takes_and_whom_it_serves_first_is_said_and_asked()
    {
        Facility dui = TestFacilities.At(33.79, -84.39, 0, "SA", "OP", "DUO", "MD");
        Facility veterans = TestFacilities.At(33.79, -84.39, 1, "SA", "OP", "VAMC", "MD");
        await using ApiHost api = await ApiHost.ServingAsync([dui, veterans]);
        IDocument page = await api.GetPageAsync("/facilities/f00");
        Assert.Contains("Takes only: people sent after driving under the influence (DUI).", page.QuerySelector("main .limit").Said(), StringComparison.Ordinal);
        Assert.Contains("would you take me?", page.QuerySelector(".script").Said(), StringComparison.Ordinal);
        page = await api.GetPageAsync("/facilities/f01");
        Assert.Contains("veterans first", page.QuerySelector("main .limit").Said(), StringComparison.Ordinal);
        Assert.Contains("Do you also take people who are not veterans?", page.QuerySelector(".script").Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_more_than_a_year_old_is_said_to_be()
    {
        await using ApiHost api = new();
        Publisher publisher = new(api.Store, [], TimeProvider.System);
        DirectoryDraft draft = await ApiHost.DraftOfAsync(publisher, TestFacilities.InAtlanta(1));
        DateOnly old = Today.AddMonths(-12).AddDays(-1);
        await publisher.PublishAsync(draft with { Sources = [draft.Sources[0] with { AsOf = old }] }, CancellationToken.None);
        IDocument page = await api.GetPageAsync("/facilities/f00");
        Assert.NotNull(page.QuerySelector("main .notice-old-directory"));
        Assert.Contains("more than a year old", page.QuerySelector("section.program .age strong").Said(), StringComparison.Ordinal);
        Assert.Equal(old.ToString("O", CultureInfo.InvariantCulture), page.QuerySelector("main time")!.GetAttribute("datetime"));

        await using ApiHost current = await ApiHost.ServingAsync(TestFacilities.InAtlanta(1));
        Assert.DoesNotContain("more than a year old", (await current.GetPageAsync("/facilities/f00")).QuerySelector("main").Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_withdrawn_facility_is_said_to_be_and_since_when()
    {
        await using ApiHost api = new();
        await api.PublishAsync(TestFacilities.InAtlanta(2));
        await api.PublishAsync(TestFacilities.InAtlanta(1));
        IDocument page = await api.GetPageAsync("/en/facilities/f01", HttpStatusCode.NotFound);
        Assert.Equal("This place is not in the list any more", page.QuerySelector("h1").Said());
        string day = Today.ToString("MMMM d, yyyy", CultureInfo.GetCultureInfo("en-US"));
        Assert.Contains($"missing since {day}. The list of {day} still had it.", page.QuerySelector("main").Said(), StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("meta[name=robots][content=noindex]"));
        Assert.NotNull((await api.PostPageAsync("/es/facilities/f01", [("where", "30309")], HttpStatusCode.NotFound)).QuerySelector("button[data-back]"));
    }

    [Fact]
    public async Task The_id_of_a_program_leads_to_its_facility()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(1));
        using HttpClient client = api.CreateClient(new() { AllowAutoRedirect = false });
        using HttpResponseMessage moved = await client.GetAsync("/es/facilities/f00-su1");
        Assert.Equal((HttpStatusCode.MovedPermanently, "/es/facilities/f00"), (moved.StatusCode, moved.Headers.Location?.OriginalString));
        IDocument page = await api.PostPageAsync("/facilities/f00-su1", [("where", "30308")], HttpStatusCode.NotFound);
        Assert.Equal("/facilities/f00", page.QuerySelector("main button.main")!.GetAttribute("formaction"));
        Assert.Equal([("where", "30308")], page.Again());
    }

    /// <summary>Whoever writes an address could else have this site say anything.</summary>
    [Theory]
    [InlineData("nobody")]
    [InlineData("call-1-800-555-0199-for-help")]
    [InlineData("%EF%BF%BE")]
    [InlineData("%3Cscript%3E")]
    public async Task An_id_that_nobody_knows_is_not_found_and_not_repeated(string id)
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(1));
        IDocument page = await api.GetPageAsync("/en/facilities/" + id, HttpStatusCode.NotFound);
        Assert.Equal("There is no such place in the list", page.QuerySelector("h1").Said());
        Assert.DoesNotContain(Uri.UnescapeDataString(id), page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_engine_is_away_nothing_is_claimed_of_a_facility()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(1), StubEngine.Failing(() => new SearchUnavailableException("down")));
        IDocument page = await api.GetPageAsync("/facilities/f00", HttpStatusCode.ServiceUnavailable);
        Assert.DoesNotContain("no such place", page.QuerySelector("main").Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Structured_data_says_where_it_is_only_where_that_is_known()
    {
        Facility exact = TestFacilities.At(33.79, -84.39, 0, "SA", "OP");
        Facility vague = TestFacilities.At(33.80, -84.39, 1, "SA", "OP");
        vague = vague with
        {
            Website = null, Location = vague.Location! with { Precision = LocationPrecision.Zip },
            Phones = [vague.Phones[0], vague.Phones[0] with { Number = "+14045550101", Extension = "12", Display = "404-555-0101 ext. 12" }],
        };
        await using ApiHost api = await ApiHost.ServingAsync([exact, vague]);
        JsonElement data = DataOf(await api.GetPageAsync("/es/facilities/f00"));
        Assert.Equal(("https://schema.org", "MedicalClinic", "Peachtree Clinic 0", "https://example.org/"), (Of("@context"), Of("@type"), Of("name"), Of("url")));
        Assert.Equal("http://localhost/facilities/f00", Of("@id"));
        Assert.Equal(("1 Peachtree Street", "Atlanta", "GA", "30309", "US"), (
            data.GetProperty("address").GetProperty("streetAddress").GetString(), data.GetProperty("address").GetProperty("addressLocality").GetString(),
            data.GetProperty("address").GetProperty("addressRegion").GetString(), data.GetProperty("address").GetProperty("postalCode").GetString(),
            data.GetProperty("address").GetProperty("addressCountry").GetString()));
        Assert.InRange(data.GetProperty("geo").GetProperty("latitude").GetDouble(), 33.789, 33.791);
        Assert.DoesNotContain("ating", data.GetRawText(), StringComparison.Ordinal);

        data = DataOf(await api.GetPageAsync("/facilities/f01"));
        Assert.False(data.TryGetProperty("geo", out _));
        Assert.Equal("http://localhost/facilities/f01", Of("url"));
        Assert.Equal(["+14045550100", "+14045550101 ext. 12"], data.GetProperty("telephone").EnumerateArray().Select(number => number.GetString()));

        string? Of(string name) => data.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Hostile_names_are_text_everywhere()
    {
        const string Hostile = "</script><script>alert(1)</script><!-- \" ' & {{x}}";
        Facility clinic = TestFacilities.At(33.79, -84.39, 0, "SA", "OP") with { Name = Hostile };
        clinic = clinic with
        {
            Address = clinic.Address with { Street1 = Hostile, Street2 = Hostile, City = Hostile, County = Hostile },
            Programs = [clinic.Programs[0] with { Name = Hostile + "2", Street2 = Hostile }],
        };
        await using ApiHost api = await ApiHost.ServingAsync([clinic]);
        IDocument page = await api.GetPageAsync("/facilities/f00");
        Assert.Equal(Hostile, page.QuerySelector("h1")!.TextContent);
        Assert.StartsWith(Hostile, page.Title, StringComparison.Ordinal);
        Assert.Equal(["module", "application/ld+json"], page.QuerySelectorAll("script").Select(script => script.GetAttribute("type")));
        Assert.Equal(Hostile, DataOf(page).GetProperty("name").GetString());
        Assert.Contains(Hostile, page.QuerySelector("address")!.TextContent, StringComparison.Ordinal);
    }

    private static JsonElement DataOf(IDocument page) =>
        JsonDocument.Parse(page.QuerySelector("script[type='application/ld+json']")!.TextContent).RootElement;
}
