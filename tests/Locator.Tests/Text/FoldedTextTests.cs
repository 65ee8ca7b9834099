using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Locator.Testing;
using Locator.Text;
using Xunit;

namespace Locator.Tests.Text;

public sealed class FoldedTextTests
{
    [Theory]
    [InlineData("Clínica Niños y Adol", "clinica ninos y adol")]
    [InlineData("O'Brien’s House", "obriens house")]
    [InlineData("U.S. Dept. of Veterans-Affairs", "us dept of veterans affairs")]
    [InlineData("Health&Healing", "health and healing")]
    [InlineData("  Straße / Øresund  ", "strasse oresund")]
    [InlineData("12-Step (24/7)", "12 step 24 7")]
    [InlineData("ﬁrst Ａ", "first a")]
    [InlineData("- - -", "")]
    [InlineData("\ud800abc", "abc")]
    [InlineData("Harbor\ufffeHouse \ufdd0\U0001FFFF", "harbor house")]
    public void Words_are_lower_case_without_accents_and_punctuation(string text, string words) =>
        Assert.Equal(words, string.Join(' ', FoldedText.Words(text)));

    [Fact]
    public void The_index_holds_the_other_ways_in_which_directories_write_a_word()
    {
        IReadOnlyList<string> words = FoldedText.IndexWords(["St Mary's Subst Abuse Ctr"]);
        Assert.Superset(
            new HashSet<string> { "st", "saint", "marys", "mary", "subst", "substance", "abuse", "ctr", "center" },
            words.ToHashSet());
    }

    [Property]
    public Property Every_word_of_a_name_finds_it() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>(), name =>
        {
            IReadOnlyList<string> index = FoldedText.IndexWords([name]);
            return FoldedText.Words(name).All(word => index.Contains(word));
        });

    [Property]
    public Property Folding_is_idempotent() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        FoldedText.Words(string.Join(' ', FoldedText.Words(text))).SequenceEqual(FoldedText.Words(text)));

    [Property]
    public Property No_text_keeps_folding_from_giving_words_of_letters_and_digits() => Prop.ForAll(AnyText.OfUtf16, text =>
        FoldedText.Words(text).Concat(FoldedText.IndexWords([text])).All(word =>
            word.Length > 0 && word.EnumerateRunes().All(rune => Rune.IsLetterOrDigit(rune) && rune != Rune.ReplacementChar)));

    [Fact]
    public void Accents_fold_because_icu_is_there() =>
        Assert.Equal("e", string.Concat(FoldedText.Words("é")));
}
