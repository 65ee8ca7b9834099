using System.Globalization;
using System.Net;
using System.Text;
using AngleSharp.Dom;
using Locator.Facilities;

namespace LocatorApi.Tests.Pages;

/// <summary>Facilities that somebody ticked: compared, saved and sent on, without a word of where somebody searched.</summary>
public sealed class ShortlistTests
{
    [Fact]
    public async Task Places_stand_side_by_side_by_name_whatever_order_they_were_ticked_in()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(4));
        IDocument page = await api.PostPageAsync("/en/shortlist", [("where", "30308"), ("level", "outpatient"), ("pick", "f03"), ("pick", "f01"), ("pick", "f02")]);
        Assert.Equal("Your shortlist: 3 places, by name", page.QuerySelector("h1").Said());
        Assert.Equal(["Peachtree Clinic 1", "Peachtree Clinic 2", "Peachtree Clinic 3"], page.QuerySelectorAll("thead th[scope=col]").Select(ReadPage.Said));
        Assert.Equal("Atlanta, GA 30309", Cell(page, "City", 0).Said());
        Assert.Equal("tel:+14045550100", Cell(page, "Telephone", 1).QuerySelector("a.call")!.GetAttribute("href"));
        Assert.Equal("Alcohol and drug treatment", Cell(page, "Kind of program", 2).Said());
        Assert.Contains("Intensive outpatient (IOP)", Cell(page, "Level of care", 0).Said(), StringComparison.Ordinal);
        Assert.Contains("Not stated", Cell(page, "Ways to pay", 0).QuerySelector(".unknown").Said(), StringComparison.Ordinal);
        Assert.Equal("Sliding fee scale", Cell(page, "Help with the cost", 0).FirstChild!.TextContent.Trim());
        Assert.All(
            (string[])["Ages accepted", "Women and men", "Language", "Telehealth", "Accreditation", "Whom they take", "Not stated besides", "How old this is"],
            row => Assert.NotEmpty(Cell(page, row, 0).Said()));
        IElement region = page.QuerySelector(".compare")!;
        Assert.Equal(("region", "0"), (region.GetAttribute("role"), region.GetAttribute("tabindex")));
        Assert.NotNull(page.GetElementById(region.GetAttribute("aria-labelledby")!));
        Assert.Equal([("where", "30308"), ("level", "outpatient"), ("pick", "f03"), ("pick", "f01"), ("pick", "f02")], page.Again());
        Assert.NotNull(page.QuerySelector("button[form=again][data-back]"));
        Assert.Equal("/es/shortlist", page.QuerySelector("button[form=again][lang=es]")!.GetAttribute("formaction"));
        Assert.DoesNotContain("mile", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    /// <summary>Filters must hold in one program; a table that mixed two of them would say what neither does.</summary>
    [Fact]
    public async Task Programs_of_one_place_that_differ_each_say_their_own()
    {
        Facility clinic = TestFacilities.At(33.79, -84.39, 0, "SA", "OP", "OIT", "MD", "ADLT", "CBT", "FEM");
        clinic = clinic with { Programs = [clinic.Programs[0], TestFacilities.Program("f00-mh1", ProgramType.MentalHealth, "MH", "OP", "PI", "ADLT", "CBT")] };
        await using ApiHost api = await ApiHost.ServingAsync([clinic]);
        IDocument page = await api.GetPageAsync("/en/shortlist?id=f00");
        IElement pay = Cell(page, "Ways to pay", 0);
        Assert.Equal(["Alcohol and drug treatment", "Mental health treatment"], pay.QuerySelectorAll("small").Select(ReadPage.Said));
        Assert.Contains("Medicaid", pay.Children[0].Said(), StringComparison.Ordinal);
        Assert.DoesNotContain("Medicaid", pay.Children[1].Said(), StringComparison.Ordinal);
        Assert.Empty(Cell(page, "Telehealth", 0).QuerySelectorAll("small"));
    }

    [Fact]
    public async Task Ten_stand_side_by_side_and_more_below()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(12));
        IDocument page = await api.GetPageAsync("/en/shortlist?" + string.Join('&', Enumerable.Range(0, 12).Select(i => string.Create(CultureInfo.InvariantCulture, $"id=f{i:00}"))));
        Assert.Equal(10, page.QuerySelectorAll("thead th[scope=col]").Length);
        Assert.Equal(2, page.QuerySelectorAll("li[data-facility] a.call").Length);
        Assert.Equal("Your shortlist: 12 places, by name", page.QuerySelector("h1").Said());
        Assert.Equal(12, page.QuerySelector("#client-text")!.TextContent.Split("Peachtree Clinic").Length - 1);
    }

    [Fact]
    public async Task One_is_taken_away_and_the_others_stay()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(3));
        IDocument page = await api.PostPageAsync("/shortlist", [("where", "30308"), ("pick", "f00"), ("pick", "f01"), ("drop", "f00")]);
        Assert.Equal(["Peachtree Clinic 1"], page.QuerySelectorAll("thead th[scope=col]").Select(ReadPage.Said));
        Assert.Equal([("where", "30308"), ("pick", "f01")], page.Again());
        Assert.Equal("f01", page.QuerySelector("button[name=drop]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Places_that_are_gone_are_said_and_ids_that_nobody_knows_are_counted_and_not_repeated()
    {
        await using ApiHost api = new();
        await api.PublishAsync(TestFacilities.InAtlanta(2));
        await api.PublishAsync(TestFacilities.InAtlanta(1));
        IDocument page = await api.GetPageAsync("/en/shortlist?id=f00,f01&id=call+1-800-555-0199&id=%EF%BF%BE");
        string text = page.QuerySelector("main").Said();
        Assert.Contains("f01: this place has not been in the list since", text, StringComparison.Ordinal);
        Assert.Contains("1 place of this shortlist is not known here", text, StringComparison.Ordinal);
        Assert.DoesNotContain("0199", text, StringComparison.Ordinal);
        Assert.Single(page.QuerySelectorAll("thead th[scope=col]"));
    }

    [Fact]
    public async Task Nothing_ticked_and_too_much_ticked_are_said()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(1));
        IDocument empty = await api.GetPageAsync("/en/shortlist");
        Assert.Equal("Nothing is on your shortlist", empty.QuerySelector("h1").Said());
        Assert.Null(empty.QuerySelector("table"));
        IDocument full = await api.GetPageAsync("/en/shortlist?id=f00," + string.Join(',', Enumerable.Range(100, 100)));
        Assert.Contains("room for 100 places", full.QuerySelector("main").Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_table_has_the_rows_that_the_export_has_for_these_places()
    {
        Facility[] all = [.. TestFacilities.InAtlanta(4)];
        all[2] = all[2] with { Programs = [.. all[2].Programs, TestFacilities.Program("f02-mh1", ProgramType.MentalHealth, "MH", "OP", "PI")] };
        await using ApiHost api = await ApiHost.ServingAsync(all);
        using HttpClient client = api.CreateClient();
        using HttpResponseMessage linked = await client.GetAsync("/es/shortlist.csv?id=f02&id=f01,nobody");
        using FormUrlEncodedContent form = ReadPage.Form(("where", "30308"), ("pick", "f02"), ("pick", "f01"));
        using HttpResponseMessage posted = await client.PostAsync("/shortlist.csv", form);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/csv");
        string[] export = (await client.GetStringAsync("/v1/export")).Split("\r\n");
        byte[] table = await linked.Content.ReadAsByteArrayAsync();
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), table[..3]);
        Assert.Equal(
            [export[0].TrimStart('\uFEFF'), .. export.Where(line => line.StartsWith("f01,", StringComparison.Ordinal) || line.StartsWith("f02,", StringComparison.Ordinal)), ""],
            Encoding.UTF8.GetString(table[3..]).Split("\r\n"));
        Assert.Equal(table, await posted.Content.ReadAsByteArrayAsync());
        Assert.DoesNotContain("distance", export[0], StringComparison.OrdinalIgnoreCase);
        Assert.Equal(("attachment", "text/csv"), (linked.Content.Headers.ContentDisposition?.DispositionType, linked.Content.Headers.ContentType?.MediaType));
        Assert.StartsWith("shortlist-", linked.Content.Headers.ContentDisposition?.FileName, StringComparison.Ordinal);
        Assert.True(posted.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task What_is_sent_on_has_places_and_numbers_and_nothing_of_the_search()
    {
        Facility limited = TestFacilities.At(33.79, -84.39, 1, "SA", "OP", "DUO", "MD");
        await using ApiHost api = await ApiHost.ServingAsync([TestFacilities.InAtlanta(1)[0], limited]);
        IDocument page = await api.PostPageAsync("/en/shortlist", [("where", "30308"), ("payment", "medicaid"), ("pick", "f01"), ("pick", "f00")]);
        string text = page.QuerySelector("#client-text")!.TextContent.ReplaceLineEndings("\n");
        Assert.StartsWith("Peachtree Clinic 0\n1 Peachtree Street, Atlanta, GA 30309\n404-555-0100\n", text, StringComparison.Ordinal);
        Assert.Contains("\nhttp://localhost/facilities/f00\n\nPeachtree Clinic 1\n", text, StringComparison.Ordinal);
        Assert.Contains("Takes only: people sent after driving under the influence (DUI).", text, StringComparison.Ordinal);
        Assert.EndsWith("In a crisis call or text 988.", text, StringComparison.Ordinal);
        Assert.Equal("http://localhost/shortlist?id=f00&id=f01", page.QuerySelector("#client-link")!.TextContent);
        string mail = page.QuerySelector("main a[href^='mailto:']")!.GetAttribute("href")!, message = page.QuerySelector("main a[href^='sms:']")!.GetAttribute("href")!;
        Assert.Equal(text, Uri.UnescapeDataString(mail.Split("&body=")[1]).ReplaceLineEndings("\n"));
        Assert.Equal(text, Uri.UnescapeDataString(message.Split("&body=")[1]));
        Assert.DoesNotContain("30308", text + mail + message + page.QuerySelector("#client-link")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Medicaid", text, StringComparison.Ordinal);
    }

    /// <summary>A link that is cut off on the way would send half a number.</summary>
    [Fact]
    public async Task A_text_that_is_too_long_for_a_link_is_only_copied()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(30));
        IDocument page = await api.GetPageAsync("/shortlist?id=" + string.Join(',', Enumerable.Range(0, 30).Select(i => string.Create(CultureInfo.InvariantCulture, $"f{i:00}"))));
        Assert.Empty(page.QuerySelectorAll("main a[href^='mailto:'], main a[href^='sms:']"));
        Assert.NotNull(page.QuerySelector("button[data-copy='#client-text']"));
    }

    [Fact]
    public async Task Hostile_names_are_text_everywhere()
    {
        const string Hostile = "</textarea></script><script>alert(1)</script>\"'&";
        await using ApiHost api = await ApiHost.ServingAsync([TestFacilities.At(33.79, -84.39, 0, "SA", "OP") with { Name = Hostile }]);
        IDocument page = await api.GetPageAsync("/shortlist?id=f00");
        Assert.Equal(Hostile, page.QuerySelector("thead th[scope=col]").Said());
        Assert.StartsWith(Hostile, page.QuerySelector("#client-text")!.TextContent, StringComparison.Ordinal);
        Assert.Single(page.QuerySelectorAll("script"));
    }

    [Fact]
    public async Task What_is_no_form_is_refused_as_a_page()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(1));
        using HttpClient client = api.CreateClient();
        using StringContent json = new("{}", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync("/shortlist", json);
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    private static IElement Cell(IDocument page, string row, int column) =>
        page.QuerySelectorAll(".compare tbody tr").Single(line => line.QuerySelector("th").Said() == row).QuerySelectorAll("td")[column];
}
