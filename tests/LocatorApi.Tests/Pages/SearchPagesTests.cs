using System.Net;
using System.Text.Json;
using AngleSharp.Dom;

namespace LocatorApi.Tests.Pages;

/// <summary>The list of places is the API's answer, for people.</summary>
public sealed class SearchPagesTests(ErrorTests.Host host) : IClassFixture<ErrorTests.Host>
{
    [Theory]
    [InlineData("zip=30309", "30309")]
    [InlineData("zip=30309&level=intensive-outpatient&payment=medicaid", "30309")]
    [InlineData("zip=30309&care=mental-health&unknown=include", "30309")]
    [InlineData("place=Atlanta,%20GA&telehealth=true&age=adults", "Atlanta, GA")]
    [InlineData("state=GA&county=Fulton", "Fulton County, GA")]
    [InlineData("zip=99503&radius=50", "99503-1234")]
    public async Task It_shows_what_the_API_finds_in_the_same_order(string query, string where)
    {
        JsonElement found = await host.Api.GetAsync("/v1/search?" + query);
        (string, string)[] filters = [.. query.Split('&').Select(pair => pair.Split('=')).Where(pair => pair[0] is not ("zip" or "place" or "state" or "county"))
            .Select(pair => (pair[0], pair[1]))];
        IDocument page = await host.Api.PostPageAsync("/en/search", [("where", where), .. filters]);
        Assert.Equal(
            found.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("id").GetString()),
            page.QuerySelectorAll("#results > .places > li > article").Select(card => card.GetAttribute("data-facility")));
        Assert.NotEmpty(page.QuerySelectorAll("article"));
        Assert.StartsWith(found.GetProperty("total").GetRawText() + " place", page.QuerySelector("#summary").Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_of_the_list_follow_one_another_without_gaps_or_repeats()
    {
        List<string?> seen = [];
        (string, string)[] fields = [("state", "GA"), ("limit", "2")];
        for (string? cursor = ""; cursor is not null;)
        {
            IDocument page = await host.Api.PostPageAsync("/search", cursor.Length == 0 ? fields : [.. fields, ("cursor", cursor)]);
            seen.AddRange(page.QuerySelectorAll("#results > .places > li > article").Select(card => card.GetAttribute("data-facility")));
            cursor = page.QuerySelector("#results > p > button[name=cursor]")?.GetAttribute("value");
        }

        JsonElement all = await host.Api.GetAsync("/v1/search?state=GA&limit=100");
        Assert.Equal(all.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("id").GetString()), seen);
        Assert.True(seen.Count > 4);
    }

    [Fact]
    public async Task What_is_never_asked_together_is_a_list_of_its_own_and_no_empty_page()
    {
        (string, string)[] never = [("where", "30309"), ("care", "mental-health"), ("level", "intensive-outpatient")];
        IDocument page = await host.Api.PostPageAsync("/en/search", never);
        JsonElement possible = await host.Api.GetAsync("/v1/search?zip=30309&care=mental-health&level=intensive-outpatient&unknown=include");
        Assert.StartsWith(possible.GetProperty("total").GetRawText() + " places near 30309 (Atlanta, GA) may fit", page.QuerySelector("#summary").Said(), StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("button[name=unknown]"));
        Assert.Equal(
            possible.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("id").GetString()),
            page.QuerySelectorAll("section[aria-labelledby=may-fit] article").Select(card => card.GetAttribute("data-facility")));
        Assert.All(page.QuerySelectorAll("section[aria-labelledby=may-fit] article"), card => Assert.Contains("Not stated, ask when you call:", card.Said(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("30309")]
    [InlineData("99559")]
    public async Task Telehealth_in_the_state_is_a_list_of_its_own_before_all_else_where_nothing_is_near(string zip)
    {
        JsonElement found = await host.Api.GetAsync($"/v1/search?zip={zip}&telehealth=true&stateTelehealth=true");
        IDocument page = await host.Api.PostPageAsync("/en/search", [("where", zip), ("telehealth", "true")]);
        IElement[] states = [.. page.QuerySelectorAll("#results section[aria-labelledby^=telehealth-]")];
        Assert.Equal(
            found.GetProperty("stateTelehealth").EnumerateArray().Select(state => (
                "telehealth-" + state.GetProperty("state").GetString(),
                string.Join(' ', state.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("id").GetString())))),
            states.Select(state => (
                state.GetAttribute("aria-labelledby")!,
                string.Join(' ', state.QuerySelectorAll("article").Select(card => card.GetAttribute("data-facility"))))));
        IElement[] parts = [.. page.QuerySelectorAll("#change, #results section[aria-labelledby^=telehealth-]")];
        Assert.NotEmpty(states);
        Assert.Equal(found.GetProperty("total").GetInt32() > 0, parts[0].Id == "change");
    }

    [Fact]
    public async Task Where_nothing_is_found_each_button_gives_as_many_as_it_says()
    {
        (string, string)[] nothing = [("where", "30309"), ("level", "detox-inpatient"), ("payment", "free"), ("radius", "5")];
        IDocument page = await host.Api.PostPageAsync("/en/search", nothing);
        IElement[] repairs = [.. page.QuerySelectorAll(".repairs button[name=without]")];
        Assert.NotEmpty(repairs);
        foreach (IElement repair in repairs)
        {
            IDocument without = await host.Api.PostPageAsync("/en/search", [.. page.Again(), ("without", repair.GetAttribute("value")!)]);
            string count = repair.Said().Split(": ")[^1].Split(' ')[0];
            Assert.StartsWith(count + " place", without.QuerySelector("#summary").Said(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task To_go_without_detox_is_the_last_thing_that_is_offered_and_withdrawal_is_spoken_of()
    {
        IDocument page = await host.Api.PostPageAsync("/en/search", [("where", "30309"), ("level", "detox-inpatient"), ("payment", "free"), ("radius", "5")]);
        Assert.Contains("can be dangerous", page.QuerySelector(".repairs").Said(), StringComparison.Ordinal);
        string?[] offered = [.. page.QuerySelectorAll(".repairs .buttons button").Select(button => button.GetAttribute("value"))];
        Assert.True(offered.Length > 1);
        Assert.DoesNotContain("level", offered[..^1]);
    }

    [Fact]
    public async Task Filters_are_open_when_they_are_asked_for_and_not_once_they_were_searched_with()
    {
        IDocument opened = await host.Api.PostPageAsync("/search", [("where", "30309"), ("more", "1")]);
        Assert.NotNull(opened.QuerySelector("#change[open]"));
        Assert.Contains(("more", "shown"), opened.Again());
        string gender = opened.QuerySelector("input[name=gender]")!.GetAttribute("value")!;
        IDocument searched = await host.Api.PostPageAsync("/search", [.. opened.Again(), ("gender", gender)]);
        Assert.Null(searched.QuerySelector("#change[open]"));
        Assert.NotNull(searched.QuerySelector("input[name=gender]"));
    }

    [Theory]
    [InlineData("00000", "There is no such ZIP Code.")]
    [InlineData("Atlantaa, GA", "There is no such city or ZIP Code.")]
    [InlineData("Springfield", "Several cities have that name.")]
    [InlineData("Georgia", "Georgia is a whole state.")]
    [InlineData("", "Write a ZIP Code or a city.")]
    public async Task A_place_that_cannot_be_searched_from_is_said_with_what_may_be_meant(string where, string said)
    {
        IDocument page = await host.Api.PostPageAsync("/en/search", [("where", where), ("payment", "medicaid")], HttpStatusCode.BadRequest);
        Assert.Contains(said, page.QuerySelector("#errors").Said(), StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("input[name=payment][value=medicaid][checked]"));
        if (where.Length > 0)
        {
            IElement meant = page.QuerySelectorAll("#errors button[form=again]")[0];
            IDocument found = await host.Api.PostPageAsync("/en/search", [.. page.Again(), (meant.GetAttribute("name")!, meant.GetAttribute("value")!)]);
            Assert.NotNull(found.QuerySelector("#summary"));
        }
    }

    [Fact]
    public async Task Counts_stand_at_every_filter_and_are_those_of_the_API()
    {
        IDocument page = await host.Api.PostPageAsync("/en/search", [("where", "30309"), ("more", "1")]);
        JsonElement facets = (await host.Api.GetAsync("/v1/search?zip=30309&facets=population&facets=language")).GetProperty("facets");
        foreach (string group in (string[])["population", "language"])
        {
            foreach (JsonElement value in facets.GetProperty(group).GetProperty("values").EnumerateArray())
            {
                IElement choice = page.QuerySelector($"input[name={group}][value='{value.GetProperty("value").GetString()}']")!;
                Assert.Equal(value.GetProperty("count").GetRawText(), choice.ParentElement!.QuerySelector(".count").Said());
            }
        }
    }

    [Fact]
    public async Task A_number_to_call_has_its_extension_and_directions_name_no_origin()
    {
        IDocument page = await host.Api.PostPageAsync("/search", [("where", "30309")]);
        Assert.Contains(page.QuerySelectorAll("a.call"), call => call.GetAttribute("href") == "tel:+14045550100;ext=2");
        Assert.All(page.QuerySelectorAll("a[href*='/dir/']"), directions =>
        {
            Assert.DoesNotContain("origin", directions.GetAttribute("href"), StringComparison.Ordinal);
            Assert.Contains("noreferrer", directions.GetAttribute("rel"), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Ticks_outlive_the_page_that_they_were_made_on()
    {
        IDocument page = await host.Api.PostPageAsync("/search", [("where", "30309"), ("pick", "f00elsewhere"), ("limit", "1")]);
        Assert.Contains(("pick", "f00elsewhere"), page.Again());
    }

    [Fact]
    public async Task A_list_that_is_gone_says_so_and_keeps_what_was_asked()
    {
        IDocument page = await host.Api.PostPageAsync("/en/search", [("where", "30309"), ("payment", "medicaid"), ("cursor", "nonsense")], HttpStatusCode.BadRequest);
        Assert.NotNull(page.QuerySelector("#errors"));
        Assert.Equal("30309", page.QuerySelector("#where")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_browser_gets_a_page_for_an_address_that_there_is_not_and_a_program_a_problem()
    {
        using HttpClient client = host.Api.CreateClient();
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        using HttpResponseMessage page = await client.GetAsync("/es/nothing");
        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.Contains("No existe esa página", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using HttpResponseMessage problem = await client.GetAsync("/v1/nothing");
        Assert.Equal("application/problem+json", problem.Content.Headers.ContentType?.MediaType);
    }
}
