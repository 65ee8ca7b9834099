using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Locator.Testing;
using Locator.Text;
using Xunit;

namespace Locator.Tests.Text;

public sealed class OneSlipTests
{
    /// <summary>Few letters, so that words are near to each other.</summary>
    private static readonly Gen<string> Words =
        from letters in Gen.ListOf(Gen.Elements("a", "b", "c", "1", "\U00010330", "\U00010331"))
        select string.Concat(letters.Take(8));

    [Theory]
    [InlineData("peachtree", "peachtree", true)]
    [InlineData("peachtree", "peachtre", true)]
    [InlineData("peachtree", "peachtreee", true)]
    [InlineData("peachtree", "paechtree", true)]
    [InlineData("peachtree", "peachtrea", true)]
    [InlineData("peachtree", "eachtree", true)]
    [InlineData("peachtree", "peahctrea", false)]
    [InlineData("peachtree", "peachtr", false)]
    public void A_slip_is_a_letter_too_many_too_few_or_wrong_or_two_swapped(string word, string typed, bool isWithin) =>
        Assert.Equal(isWithin, OneSlip.IsWithin(word, typed));

    [Theory]
    [InlineData("peachtree", "peach", true)]
    [InlineData("peachtree", "pach", true)]
    [InlineData("peachtree", "peech", true)]
    [InlineData("peachtree", "paech", true)]
    [InlineData("peachtree", "pexach", true)]
    [InlineData("peachtree", "peachx", true)]
    [InlineData("peach", "peachx", true)]
    [InlineData("peach", "peachxy", false)]
    [InlineData("peachtree", "pxxch", false)]
    public void The_beginning_of_a_word_is_held_to_the_same(string word, string typed, bool begins) =>
        Assert.Equal(begins, OneSlip.Begins(word, typed));

    [Property(MaxTest = 2000)]
    public Property It_is_the_distance_of_Damerau_and_the_pattern_says_the_same() => Prop.ForAll(
        Words.ToArbitrary(), Words.ToArbitrary(), (word, typed) =>
        {
            bool within = TypingSlips.Between(word, typed) <= 1, begins = TypingSlips.ToABeginning(word, typed) <= 1;
            return within == OneSlip.IsWithin(word, typed) && begins == OneSlip.Begins(word, typed)
                && within == Matches(word, typed, false) && begins == Matches(word, typed, true);
        });

    [Theory]
    [InlineData("hope", true)]
    [InlineData("hop", false)]
    [InlineData("\U00010330\U00010330\U00010330", false)]
    [InlineData("abcdefghijklmnopqrst", true)]
    [InlineData("abcdefghijklmnopqrstu", false)]
    [InlineData("ho.pe", false)]
    public void It_is_forgiven_in_words_of_four_to_twenty_letters_and_digits(string word, bool isForgiven) =>
        Assert.Equal(isForgiven, OneSlip.IsForgivenIn(word));

    [Fact]
    public void The_longest_pattern_is_one_that_servers_take() =>
        Assert.InRange(OneSlip.PatternOf(new string('a', OneSlip.LongestForgiven), ':', isBeginning: true).Length, 1, 1_000);

    private static bool Matches(string word, string typed, bool isBeginning) =>
        Regex.IsMatch(Plain(word), $"^{OneSlip.PatternOf(Plain(typed), ':', isBeginning)}$", RegexOptions.CultureInvariant);

    /// <summary>.NET's expressions take halves of surrogate pairs for characters, servers' do not: one letter for each pair.</summary>
    private static string Plain(string text) =>
        text.Replace("\U00010330", "x", StringComparison.Ordinal).Replace("\U00010331", "y", StringComparison.Ordinal);
}
