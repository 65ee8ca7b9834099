using System.Globalization;
using System.Text.Json;
using AngleSharp.Dom;
using Locator.Facilities;
using Locator.Text;
using Locator.Versions;
using LocatorApi.Pages.Layout;

namespace LocatorApi.Tests.Pages;

/// <summary>Nothing that the directory says of a facility is missing on its page, of all facilities of the sample, in both languages.</summary>
public sealed class WholeFacilityTests(WholeFacilityTests.Sample sample) : IClassFixture<WholeFacilityTests.Sample>
{
    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public async Task Every_value_that_is_known_and_every_one_that_is_not_stands_on_the_page(string tag)
    {
        Language language = Language.All.Single(known => known.Tag == tag);
        Labels labels = new(Vocabulary.Current);
        PageTexts texts = PageTexts.In(language);
        int known = 0, unknown = 0;
        foreach (string id in sample.Ids)
        {
            JsonElement facility = await sample.Api.GetAsync("/v1/facilities/" + id);
            IDocument page = await sample.Api.GetPageAsync($"/{tag}/facilities/{id}");
            IElement main = page.QuerySelector("main article")!;
            foreach (JsonElement program in facility.GetProperty("programs").EnumerateArray())
            {
                IElement section = main.QuerySelector($"#p-{program.GetProperty("id").GetString()}")!.ParentElement!;
                foreach (FilterGroup group in Vocabulary.Current.Groups.Where(group => group.Scope == FilterScope.Program))
                {
                    JsonElement stated = program.GetProperty(group.Name);
                    IElement row = RowOf(section, labels.Of(language, group.Name).Label);
                    string[] values = stated.ValueKind == JsonValueKind.Array ? Strings(stated) : [];
                    Check(row, group, values, Strings(program.GetProperty("unknown")));
                    if (stated.ValueKind is JsonValueKind.True or JsonValueKind.False)
                    {
                        Assert.Equal(texts[stated.GetBoolean() ? "common.yes" : "common.no"], row.Said());
                    }
                }

                JsonElement source = program.GetProperty("source");
                string where = section.QuerySelector(".age").Said();
                Assert.Contains(source.GetProperty("name").GetString()!, where, StringComparison.Ordinal);
                Assert.Contains(source.GetProperty("file").GetString()!, where, StringComparison.Ordinal);
                Assert.Contains(source.GetProperty("row").GetInt32().ToString(CultureInfo.InvariantCulture), where, StringComparison.Ordinal);
                Assert.Equal(source.GetProperty("asOf").GetString(), section.QuerySelector("time")!.GetAttribute("datetime"));
                Assert.Contains(program.GetProperty("name").GetString()!, main.TextContent, StringComparison.Ordinal);
            }

            IElement site = main.QuerySelector("#site")!.ParentElement!;
            foreach (FilterGroup group in Vocabulary.Current.Groups.Where(group => group.Scope == FilterScope.Site))
            {
                IElement row = RowOf(site, labels.Of(language, group.Name).Label);
                Check(row, group, Strings(facility.GetProperty(group.Name).GetProperty("values")), Strings(facility.GetProperty("unknown")));
                Assert.Equal(
                    Strings(facility.GetProperty(group.Name).GetProperty("statedBy")).Select(by => "#p-" + by),
                    row.QuerySelectorAll(".by a").Select(link => link.GetAttribute("href")!));
            }

            JsonElement address = facility.GetProperty("address");
            Assert.All(address.EnumerateObject().Where(part => part.Name != "countyFips" && part.Value.ValueKind == JsonValueKind.String),
                part => Assert.Contains(part.Value.GetString()!, main.QuerySelector("address").Said(), StringComparison.Ordinal));
            Assert.Equal(
                facility.GetProperty("phones").EnumerateArray().Select(phone =>
                    $"tel:{phone.GetProperty("number").GetString()}{(phone.GetProperty("extension").GetString() is { } extension ? ";ext=" + extension : "")}"),
                main.QuerySelectorAll(".phones a.call").Select(link => link.GetAttribute("href")));
            Assert.Equal(facility.GetProperty("website").GetString(), main.QuerySelector("a.website")?.GetAttribute("href"));
            Assert.All(facility.GetProperty("serviceCodes").EnumerateObject().SelectMany(program => program.Value.EnumerateArray()),
                code => Assert.Contains($"({code.GetProperty("code").GetString()})", main.QuerySelector("details#codes:not([open])")!.TextContent, StringComparison.Ordinal));

            void Check(IElement row, FilterGroup group, string[] values, string[] open)
            {
                string said = row.Said();
                foreach (FilterValue value in group.Values)
                {
                    string label = labels.Of(language, group.Name, value.Slug).Label;
                    if (values.Contains(value.Slug))
                    {
                        known++;
                        Assert.Contains(label, said, StringComparison.Ordinal);
                    }
                    else if (open.Contains(group.Name))
                    {
                        unknown++;
                        Assert.Contains(texts["card.unknown"], row.QuerySelector(".unknown").Said(), StringComparison.Ordinal);
                    }
                    else if (open.Contains(value.Token))
                    {
                        unknown++;
                        Assert.Contains(label, row.QuerySelector(".unknown").Said(), StringComparison.Ordinal);
                    }
                }
            }
        }

        Assert.True(known > 500 && unknown > 500, $"{known} known and {unknown} unknown values prove little.");
    }

    [Fact]
    public async Task A_Spanish_page_has_no_English_words_but_those_of_the_directory()
    {
        foreach (string id in sample.Ids)
        {
            AssertSpanish(await sample.Api.PostPageAsync("/es/facilities/" + id, EveryFilter()));
        }

        AssertSpanish(await sample.Api.GetPageAsync("/es/shortlist?id=" + string.Join(',', sample.Ids.Take(12))));
    }

    [Fact]
    public void Every_value_that_can_be_searched_for_has_its_question()
    {
        foreach (PageTexts texts in Language.All.Select(PageTexts.In))
        {
            Assert.All(Vocabulary.Current.Groups.SelectMany(group => group.Values), value => Assert.True(
                texts.Find($"ask.{value.Group}.{value.Slug}") is not null || texts["ask." + value.Group].Contains("{0}", StringComparison.Ordinal) || value.Group == "telehealth",
                value.Token));
        }
    }

    private static (string Name, string Value)[] EveryFilter() =>
        [("where", "30309"), .. Vocabulary.Current.Groups.SelectMany(group => group.Values.Select(value => (group.Name, value.Slug)))];

    private static void AssertSpanish(IDocument page)
    {
        foreach (IElement english in page.QuerySelectorAll("[lang=en], script, textarea, #crisis").ToArray())
        {
            english.Remove();
        }

        string text = page.Body.Said();
        Labels labels = new(Vocabulary.Current);
        string[] spanish = [.. Labelled(Language.Spanish).Concat(Texts(Language.Spanish))];
        string[] foreign =
        [
            .. Labelled(Language.English).Concat(Texts(Language.English))
                .Where(label => label.Length > 6 && !spanish.Any(own => own.Contains(label, StringComparison.OrdinalIgnoreCase))),
        ];
        Assert.True(foreign.Length > 300);
        Assert.All(foreign, label => Assert.DoesNotContain(label, text, StringComparison.Ordinal));

        IEnumerable<string> Labelled(Language language) => Vocabulary.Current.Groups.SelectMany(
            group => group.Values.Select(value => labels.Of(language, group.Name, value.Slug).Label).Append(labels.Of(language, group.Name).Label));

        static IEnumerable<string> Texts(Language language) => PageTexts.In(language).Keys
            .Where(key => !key.EndsWith(".speaks-said", StringComparison.Ordinal)).Select(key => PageTexts.In(language)[key].Split('{')[0].Trim());
    }

    private static IElement RowOf(IElement section, string label) =>
        section.QuerySelectorAll("dt").Single(term => term.Said() == label).NextElementSibling!;

    private static string[] Strings(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString()!)];

    /// <summary>An API that serves the bundled sample.</summary>
    public sealed class Sample : IAsyncLifetime
    {
        public ApiHost Api { get; } = new();

        /// <summary>The ids of its facilities.</summary>
        public IReadOnlyList<string> Ids { get; private set; } = [];

        public async ValueTask InitializeAsync() => Ids = [.. (await SampleDirectory.LoadAsync(CancellationToken.None)).Facilities.Select(facility => facility.Id)];

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }
}
