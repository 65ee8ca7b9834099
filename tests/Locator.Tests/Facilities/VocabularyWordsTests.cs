using System.Text;
using Locator.Facilities;
using Locator.Text;
using Xunit;

namespace Locator.Tests.Facilities;

/// <summary>What people read of the vocabulary, in every language.</summary>
public sealed class VocabularyWordsTests
{
    /// <summary>Names of organizations, insurances, languages and substances that Spanish writes as English does.</summary>
    private static readonly string[] AlikeInBoth =
    [
        "payment:medicaid", "payment:medicare", "accreditation:joint-commission", "accreditation:carf", "accreditation:coa",
        "accreditation:ncqa", "accreditation:hfap", "detoxFrom:alcohol", "medication:disulfiram", "language:hi", "language:hmn",
        "language:oj", "language:ypk",
    ];

    /// <summary>Words of one language that the other one does not have: what was left untranslated holds some of them.</summary>
    private static readonly string[] EnglishOnly = ["the", "and", "of", "with", "for", "who", "treatment", "health", "ask"];
    private static readonly string[] SpanishOnly = ["el", "los", "las", "y", "con", "para", "una", "tratamiento", "salud"];

    private static readonly string[] OfficialNames = ["The Joint Commission", "National Committee for Quality Assurance"];

    private static readonly VocabularyWords English = VocabularyWords.In(Language.English);
    private static readonly VocabularyWords Spanish = VocabularyWords.In(Language.Spanish);

    private static readonly IReadOnlyList<FilterGroup> Groups = Vocabulary.Current.Groups;
    private static readonly IReadOnlyList<FilterValue> Values = [.. Groups.SelectMany(group => group.Values)];
    private static readonly IReadOnlyList<FilterValue> Levels = Vocabulary.Current.FindGroup("level")!.Values;

    [Fact]
    public void Every_group_and_value_is_called_and_explained_in_both_languages()
    {
        Assert.Equal(AlikeInBoth, Values.Where(value => English.Of(value).Label == Spanish.Of(value).Label).Select(value => value.Token));
        Assert.All(Groups, group => Assert.NotEqual(English.Of(group).Description, Spanish.Of(group).Description));
        Assert.All(Values, value => Assert.NotEqual(English.Of(value).Description, Spanish.Of(value).Description));
        Assert.All(Groups, group => Assert.NotEqual(English.Of(group).Label, Spanish.Of(group).Label));
    }

    [Fact]
    public void English_is_what_the_tables_of_the_vocabulary_say() =>
        Assert.All(Values, value => Assert.Equal(new Words(value.Label, value.Description), English.Of(value)));

    [Fact]
    public void Within_a_group_no_two_values_are_called_the_same()
    {
        foreach (VocabularyWords words in new[] { English, Spanish })
        {
            Assert.All(Groups, group => Assert.Distinct(group.Values.Select(value => words.Of(value).Label)));
        }
    }

    /// <summary>Names of medicines, languages, insurances and one organization are the same in both.</summary>
    [Fact]
    public void Every_code_and_category_has_a_name_in_both_languages()
    {
        string[] alike = ["DSF", "DROPE", "HALOP", "JC", "MC", "MD", "F25", "F36", "F37", "N24", "N40", "N13", "N18", "N23"];
        Assert.Equal(alike, Vocabulary.Current.Codes.Where(code => English.NameOf(code) == Spanish.NameOf(code)).Select(code => code.Code));
        Assert.All(Vocabulary.Current.Codes, code => Assert.Equal(code.Name, English.NameOf(code)));
        Assert.All(Vocabulary.Current.Categories, category => Assert.Equal(category.Name, English.NameOf(category)));
        Assert.All(Vocabulary.Current.Categories, category => Assert.NotEqual(category.Name, Spanish.NameOf(category)));
    }

    /// <summary>No table has a row for a group or a value that there is not (any more).</summary>
    [Theory]
    [InlineData("filter-groups-es.csv")]
    [InlineData("filter-values-es.csv")]
    [InlineData("service-codes-es.csv")]
    [InlineData("service-categories-es.csv")]
    [InlineData("level-advice.csv")]
    public void No_words_are_left_over(string table)
    {
        string[] named = [.. Lines(table).Select(line => line.Split(',')).Select(cells => table switch
        {
            "filter-values-es.csv" => $"{cells[0]}:{cells[1]}",
            "level-advice.csv" => cells[0] == "*" ? Levels[0].Token : "level:" + cells[0],
            _ => cells[0],
        })];
        IEnumerable<string> known = table switch
        {
            "filter-groups-es.csv" => Groups.Select(group => group.Name),
            "service-codes-es.csv" => Vocabulary.Current.Codes.Select(code => code.Code),
            "service-categories-es.csv" => Vocabulary.Current.Categories.Select(category => category.Code),
            _ => Values.Select(value => value.Token),
        };
        Assert.Subset(known.ToHashSet(), named.ToHashSet());
        Assert.NotEmpty(named);
    }

    [Fact]
    public void Nothing_is_a_copy_of_the_other_language()
    {
        Assert.All(All(Spanish), text => Assert.Empty(WordsOf(OfficialNames.Aggregate(text, (left, name) => left.Replace(name, "", StringComparison.Ordinal))).Intersect(EnglishOnly)));
        Assert.All(All(English), text => Assert.Empty(WordsOf(text).Intersect(SpanishOnly)));
    }

    /// <summary>Accents that an editor or a conversion took apart or broke look alike on some screens and as boxes on others.</summary>
    [Fact]
    public void Accents_are_whole()
    {
        foreach (string text in All(English).Concat(All(Spanish)))
        {
            Assert.True(text.IsNormalized(NormalizationForm.FormC), text);
            Assert.DoesNotContain(text, character => character is '\uFFFD' or 'Ã' or 'Â' || char.IsControl(character));
            Assert.Equal(text.Trim(), text);
        }

        Assert.All(All(English), text => Assert.DoesNotContain('¿', text));
        Assert.All(All(Spanish), text => Assert.Equal(text.Count(character => character == '?'), text.Count(character => character == '¿')));
    }

    /// <summary>Numbers in a description are facts (hours, days, ages, 911): both languages have the same ones.</summary>
    [Fact]
    public void Both_languages_state_the_same_numbers()
    {
        Assert.All(
            All(English).Zip(All(Spanish)),
            texts => Assert.Equal(NumbersOf(texts.First).Order(), NumbersOf(texts.Second).Where(number => number != "2").Order()));
        Assert.All(
            All(Spanish).Where(text => text.Contains("988", StringComparison.Ordinal)),
            text => Assert.Contains("oprima 2", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_level_of_care_says_what_it_is_like_whom_it_suits_and_what_to_ask()
    {
        foreach (VocabularyWords words in new[] { English, Spanish })
        {
            Assert.All(Levels, level =>
            {
                LevelAdvice advice = words.AdviceOn(level)!;
                Assert.True(advice.Details.Length > 60 && advice.Suits.Length > 60, level.Slug);
                Assert.InRange(advice.Ask.Count, 7, 9);
                Assert.Distinct(advice.Ask);
                Assert.All(advice.Ask, question => Assert.EndsWith("?", question, StringComparison.Ordinal));
            });
            Assert.NotNull(words.DetailsOf(Vocabulary.Current.FindGroup("level")!));
            Assert.All(Groups.Where(group => group.Name != "level"), group => Assert.Null(words.DetailsOf(group)));
            Assert.All(Values.Where(value => value.Group != "level"), value => Assert.Null(words.AdviceOn(value)));
        }

        Assert.All(Levels, level => Assert.Equal(English.AdviceOn(level)!.Ask.Count, Spanish.AdviceOn(level)!.Ask.Count));
    }

    /// <summary>The ASAM Criteria, 3rd edition, levels 2.1 and 2.5; weeks and what to ask: TIP 47.</summary>
    [Fact]
    public void Intensive_outpatient_is_explained_with_its_hours_days_and_weeks()
    {
        FilterValue iop = Levels.First(level => level.AsamLevel == "2.1"), php = Levels.First(level => level.AsamLevel == "2.5");
        LevelAdvice advice = English.AdviceOn(iop)!;
        foreach (string fact in new[] { "9 to 19 hours", "adolescents 6", "3 to 5 days", "8 to 12 weeks", "at home" })
        {
            Assert.Contains(fact, advice.Details, StringComparison.Ordinal);
        }

        foreach (string topic in new[] { "assessment", "insurance", "authorization", "sliding scale", "evening", "family" })
        {
            Assert.Contains(advice.Ask, question => question.Contains(topic, StringComparison.Ordinal));
        }

        Assert.Contains("20 hours", English.Of(php).Description, StringComparison.Ordinal);
        Assert.Contains("20 horas", Spanish.Of(php).Description, StringComparison.Ordinal);
    }

    /// <summary>Everything that people read, in the same order in every language.</summary>
    private static IEnumerable<string> All(VocabularyWords words)
    {
        foreach (FilterGroup group in Groups)
        {
            yield return words.Of(group).Label;
            yield return words.Of(group).Description;
            yield return words.DetailsOf(group) ?? "";
            foreach (FilterValue value in group.Values)
            {
                yield return words.Of(value).Label;
                yield return words.Of(value).Description;
                foreach (string text in words.AdviceOn(value) is { } advice ? [advice.Details, advice.Suits, .. advice.Ask] : Array.Empty<string>())
                {
                    yield return text;
                }
            }
        }

        foreach (ServiceCode code in Vocabulary.Current.Codes)
        {
            yield return words.NameOf(code);
        }

        foreach (ServiceCategory category in Vocabulary.Current.Categories)
        {
            yield return words.NameOf(category);
        }
    }

    private static string[] WordsOf(string text) =>
        text.ToLowerInvariant().Split([' ', ',', '.', ':', ';', '?', '¿', '(', ')', '«', '»', '/'], StringSplitOptions.RemoveEmptyEntries);

    private static string[] NumbersOf(string text) =>
        string.Concat(text.Select(c => char.IsAsciiDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Lines(string table)
    {
        using Stream stream = typeof(Vocabulary).Assembly.GetManifestResourceStream("Locator.Facilities." + table)!;
        using StreamReader reader = new(stream);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
