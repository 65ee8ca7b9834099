using System.Text.RegularExpressions;
using Locator.Text;
using LocatorApi.Pages.Layout;

namespace LocatorApi.Tests.Pages;

/// <summary>What the pages say is whole in every language.</summary>
public sealed partial class TextsTests
{
    [Fact]
    public void Every_text_stands_in_every_language_with_the_same_values()
    {
        PageTexts english = PageTexts.In(Language.English);
        foreach (PageTexts other in Language.All.Select(PageTexts.In))
        {
            Assert.Equal(english.Keys.Order(StringComparer.Ordinal), other.Keys.Order(StringComparer.Ordinal));
            foreach (string key in english.Keys)
            {
                Assert.False(string.IsNullOrWhiteSpace(other[key]), $"{key} has no text in {other.Language.Tag}");
                Assert.True(PlacesOf(english[key]).SetEquals(PlacesOf(other[key])), $"{key} has other values in {other.Language.Tag}");
            }
        }
    }

    [Fact]
    public void Texts_of_one_and_of_many_come_in_pairs()
    {
        HashSet<string> keys = [.. PageTexts.In(Language.English).Keys];
        Assert.All(keys.Where(key => key.EndsWith(".one", StringComparison.Ordinal)), key => Assert.Contains(key[..^3] + "many", keys));
        Assert.All(keys.Where(key => key.EndsWith(".many", StringComparison.Ordinal)), key => Assert.Contains(key[..^4] + "one", keys));
    }

    [Fact]
    public void A_text_that_there_is_not_is_an_error_and_no_gap() =>
        Assert.Throws<KeyNotFoundException>(() => PageTexts.In(Language.English)["home.nothing"]);

    private static HashSet<string> PlacesOf(string text) => [.. Places().Matches(text).Select(match => match.Groups["place"].Value)];

    [GeneratedRegex(@"\{(?<place>\d)[^}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Places();
}
