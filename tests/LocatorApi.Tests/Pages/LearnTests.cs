using System.Globalization;
using System.Text.RegularExpressions;
using Locator.Facilities;
using Locator.Search;
using Locator.Text;
using LocatorApi.Pages.Learn;

namespace LocatorApi.Tests.Pages;

/// <summary>What the Learn pages say, in both languages.</summary>
public sealed partial class LearnTests
{
    public static TheoryData<string> Names => [.. LearnPages.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_page_has_the_same_parts_links_and_lists_in_both_languages(string name)
    {
        LearnText english = Of(name, Language.English), spanish = Of(name, Language.Spanish);
        Assert.NotEqual(english.Title, spanish.Title);
        Assert.NotEqual(english.Summary, spanish.Summary);
        Assert.Equal(english.Sections.Select(section => section.Id), spanish.Sections.Select(section => section.Id));
        Assert.True(english.Sections.Zip(spanish.Sections).Count(pair => pair.First.Heading == pair.Second.Heading) <= 1, "Only names stay, such as Medicare.");
        Assert.Equal(Outline(english), Outline(spanish));
    }

    /// <summary>One page at a time is read in one language, so a number must not be missing from the other.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_page_has_the_same_numbers_in_both_languages(string name) =>
        Assert.Equal(Numbers(Of(name, Language.English)), Numbers(Of(name, Language.Spanish)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Links_lead_to_parts_of_pages_that_exist_in_the_language_of_the_page(string name)
    {
        foreach (Language language in Language.All)
        {
            foreach (string link in Links(Of(name, language).Body).Where(link => link.StartsWith('/')))
            {
                Assert.True(link == "/" || LearnLink().IsMatch(link), link);
                if (LearnLink().Match(link) is { Success: true } to)
                {
                    LearnText? target = LearnPages.Find(to.Groups["page"].Value, language, link => link);
                    Assert.True(target is not null, link);
                    Assert.True(!to.Groups["part"].Success || target.Sections.Any(section => section.Id == to.Groups["part"].Value), link);
                }
            }
        }
    }

    /// <summary>People read this in distress: thirty words are the most, ten or so the rule.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void No_sentence_is_longer_than_thirty_words(string name)
    {
        foreach (Language language in Language.All)
        {
            string[] sentences = SentencesOf(LearnPages.MarkdownOf(name, language));
            Assert.True(sentences.Length > 30, "The page was not read.");
            Assert.All(sentences, sentence => Assert.True(WordsOf(sentence) <= 30, $"{name}, {language.Tag}: {sentence}"));
            Assert.InRange(sentences.Average(WordsOf), 5, 15);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_page_holds_nothing_that_runs_loads_or_is_styled_in_place(string name)
    {
        foreach (string body in Language.All.Select(language => Of(name, language).Body))
        {
            Assert.Empty(Tags(body).Except(["h2", "p", "ul", "ol", "li", "a", "strong", "em", "blockquote", "table", "thead", "tbody", "tr", "th", "td"]));
            Assert.DoesNotMatch(Unsafe(), body);
            Assert.All(Links(body), link => Assert.Matches("^(/|https://|tel:[+0-9]+$|sms:[0-9]+$)", link));
            Assert.All(Anchors().Matches(body), anchor =>
                Assert.Equal(anchor.Value.Contains("https:", StringComparison.Ordinal), anchor.Value.Contains("rel=\"noreferrer\"", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void HTML_in_a_text_is_shown_and_never_taken()
    {
        LearnText text = LearnMarkdown.Read("page", "# Title\n\nSummary.\n\n<script>alert(1)</script> and <b onclick=\"x()\">bold</b>", link => link);
        Assert.Equal("<p>&lt;script&gt;alert(1)&lt;/script&gt; and &lt;b onclick=&quot;x()&quot;&gt;bold&lt;/b&gt;</p>\n", text.Body);
    }

    /// <summary>The pages say so of accreditation, licenses and IOP; of free care, that alcohol and drug programs alone are asked.</summary>
    [Theory]
    [InlineData("accreditation")]
    [InlineData("license")]
    [InlineData("level", "intensive-outpatient")]
    [InlineData("payment", "free")]
    public void What_mental_health_programs_are_said_not_to_be_asked_is_not_asked_of_them(string group, string? value = null) =>
        Assert.All(
            Vocabulary.Current.FindGroup(group)!.Values.Where(known => value is null || known.Slug == value),
            known => Assert.DoesNotContain(ProgramType.MentalHealth, known.AskedOf));

    [Fact]
    public void The_circles_of_a_search_are_those_that_the_page_about_the_list_names()
    {
        string[] miles = [.. AutomaticRadius.Miles.Select(radius => radius.ToString(CultureInfo.InvariantCulture))];
        string named = string.Join(", ", miles[..^1]);
        Assert.Contains($"{named} and {miles[^1]} miles", Of("about-the-list", Language.English).Body, StringComparison.Ordinal);
        Assert.Contains($"{named} y {miles[^1]} millas", Of("about-the-list", Language.Spanish).Body, StringComparison.Ordinal);
    }

    private static LearnText Of(string name, Language language) => LearnPages.Find(name, language, link => link)!;

    /// <summary>The opening tags of the page in their order, with where its own links and numbers lead. Sites elsewhere differ by language.</summary>
    private static IEnumerable<string> Outline(LearnText text) =>
        Opening().Matches(text.Body).Select(tag => tag.Value).Where(tag => !tag.StartsWith("<em", StringComparison.Ordinal))
            .Select(tag => tag.StartsWith("<a href=\"https:", StringComparison.Ordinal) ? "<a elsewhere>" : tag.Replace(" lang=\"en\"", "", StringComparison.Ordinal));

    private static IEnumerable<string> Numbers(LearnText text) =>
        Digits().Matches(Text(text.Body)).Select(number => number.Value).Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Tags(string body) => Opening().Matches(body).Select(tag => tag.Groups["name"].Value).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Links(string body) => Anchors().Matches(body).Select(anchor => anchor.Groups["to"].Value);

    private static string Text(string body) => Opening().Replace(body, " ");

    private static string[] SentencesOf(string markdown)
    {
        string words = Marks().Replace(markdown, "");
        return [.. words.Split('\n').SelectMany(line => EndOfSentence().Split(line)).Where(sentence => WordsOf(sentence) > 0)];
    }

    private static int WordsOf(string sentence) => Word().Count(sentence);

    [GeneratedRegex("^/learn/(?<page>[a-z-]+)(#(?<part>[a-z-]+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex LearnLink();

    [GeneratedRegex("<a href=\"(?<to>[^\"]*)\"[^>]*>")]
    private static partial Regex Anchors();

    [GeneratedRegex("<(?<name>[a-z0-9]+)[^>]*>")]
    private static partial Regex Opening();

    [GeneratedRegex(" (style|on[a-z]+|src|class)=|javascript:", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Unsafe();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();

    /// <summary>What is Markdown's own: anchors of headings, languages of names, targets of links, emphasis.</summary>
    [GeneratedRegex(@"\{#[a-z-]+\}|\{lang=en\}|\]\([^)]*\)|[*\[>#]", RegexOptions.ExplicitCapture)]
    private static partial Regex Marks();

    [GeneratedRegex(@"(?<=[.!?])\s+|\|", RegexOptions.ExplicitCapture)]
    private static partial Regex EndOfSentence();

    [GeneratedRegex(@"\S*\w\S*")]
    private static partial Regex Word();
}
