using System.Text;
using AngleSharp.Dom;
using Locator.Facilities;
using Locator.Text;
using LocatorApi.Pages.Searching;
using LocatorApi.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace LocatorApi.Tests.Pages;

/// <summary>What cards say of facilities whatever was asked is written once, and nothing of a search is in it.</summary>
public sealed class FacilityCardsTests
{
    [Fact]
    public async Task A_facility_that_was_listed_before_is_not_written_again_whatever_is_asked()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(6));
        FacilityCards cards = api.Services.GetRequiredService<FacilityCards>();
        await api.PostPageAsync("/en/search", [("where", "30309")]);
        Assert.Equal(6, cards.Written);
        await api.PostPageAsync("/en/search", [("where", "30308"), ("payment", "medicaid"), ("pick", "f03")]);
        await api.PostPageAsync("/search", [("state", "GA"), ("limit", "3")]);
        Assert.Equal((6, 6), (cards.Written, cards.Count));
        await api.PostPageAsync("/es/search", [("where", "30309")]);
        Assert.Equal((12, 12), (cards.Written, cards.Count));
    }

    [Fact]
    public async Task Distances_ticks_and_addresses_of_pages_are_those_of_each_search()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(3));
        IDocument near = await api.PostPageAsync("/en/search", [("where", "30309"), ("pick", "f01")]);
        IDocument again = await api.PostPageAsync("/search", [("where", "30030"), ("pick", "f02")]);
        Assert.All(near.QuerySelectorAll("article"), card => Assert.Contains("Less than 1 mile", card.Said(), StringComparison.Ordinal));
        Assert.All(again.QuerySelectorAll("article"), card => Assert.Contains("miles", card.QuerySelector(".where").Said(), StringComparison.Ordinal));
        Assert.Equal("f01", near.QuerySelector("input[name=pick][checked]")?.GetAttribute("value"));
        Assert.Equal("f02", again.QuerySelector("input[name=pick][checked]")?.GetAttribute("value"));
        Assert.All(near.QuerySelectorAll("article h3 button"), open => Assert.StartsWith("/en/facilities/", open.GetAttribute("formaction"), StringComparison.Ordinal));
        Assert.All(again.QuerySelectorAll("article h3 button"), open => Assert.StartsWith("/facilities/", open.GetAttribute("formaction"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_directory_version_brings_its_own_words_and_nothing_of_the_old_one_is_kept()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(4));
        await api.PostPageAsync("/search", [("where", "30309")]);
        const string name = "Peach & \"Tree\" <b>Clinic</b>";
        Facility[] renamed = [.. TestFacilities.InAtlanta(2).Select(facility => facility with { Name = name })];
        string version = await api.PublishAsync(renamed);
        await api.UntilReadyAsync(ready => ready.GetRawText().Contains(version, StringComparison.Ordinal));
        IDocument page = await api.PostPageAsync("/search", [("where", "30309")]);
        Assert.Equal([name, name], page.QuerySelectorAll("article h3").Select(heading => heading.Said()));
        Assert.Equal(2, api.Services.GetRequiredService<FacilityCards>().Count);
    }

    [Fact]
    public async Task More_facilities_than_there_is_room_for_are_answered_and_not_kept()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(1));
        byte[] document = Encoding.UTF8.GetBytes((await api.GetAsync("/v1/facilities/f00")).GetRawText());
        FacilityCards cards = api.Services.GetRequiredService<FacilityCards>();
        ServedDirectory directories = api.Services.GetRequiredService<ServedDirectory>();
        FacilityCard Card(int number) => cards.Of(directories.Current!.Stamp, Language.English, "f" + number, document);
        Card(0);
        int more = (int)(FacilityCards.MostBytes / cards.Bytes) + 100;
        for (int i = 1; i < more; i++)
        {
            Assert.Equal("Peachtree Clinic 0", Card(i).Name);
        }

        Assert.InRange(cards.Bytes, 1, FacilityCards.MostBytes);
        Assert.True(cards.Count < more);
    }
}
