using Locator.Facilities;
using LocatorApi.Facilities;
using LocatorApi.Pages.Facts;
using LocatorApi.Pages.Forms;
using LocatorApi.Pages.Layout;

namespace LocatorApi.Pages.Facilities;

/// <summary>What to ask a facility on the phone, in the words of the caller: what was searched for comes first.</summary>
/// <param name="Asked">What was searched for, and what the list says of it.</param>
/// <param name="Whom">Whether they would take the caller.</param>
/// <param name="Always">What to ask any program.</param>
/// <param name="Unstated">What the list does not say of this one.</param>
/// <param name="Levels">What to ask about its levels of care.</param>
public sealed record CallScript(
    IReadOnlyList<AskedQuestion> Asked,
    IReadOnlyList<string> Whom,
    IReadOnlyList<string> Always,
    IReadOnlyList<string> Unstated,
    IReadOnlyList<LevelQuestions> Levels)
{
    /// <summary>What people decide by; of the rest the page says what is not stated, without a question for each.</summary>
    private static readonly string[] Decisive =
        ["level", "payment", "assistance", "age", "gender", "telehealth", "language", "detoxFrom", "medication", "accreditation", "license"];

    /// <summary>Of a long list of what is not stated, as many are named.</summary>
    private const int MostNamed = 5;

    private const string OpenTo = "openTo";

    /// <summary>The questions to ask a facility.</summary>
    /// <param name="facts">What the directory says of it.</param>
    /// <param name="search">What was searched for; null where nothing was.</param>
    /// <param name="t">The language.</param>
    /// <param name="labels">The words of values.</param>
    internal static CallScript Of(FacilityFacts facts, SearchForm? search, PageTexts t, Labels labels)
    {
        Vocabulary vocabulary = labels.Vocabulary;
        (FilterGroup Group, string Value)[] asked = search is null ? [] :
        [
            .. vocabulary.Groups.SelectMany(group => group.Values.Where(value => search.Asks(group.Name, value.Slug)).Select(value => (group, value.Slug))),
        ];
        return new CallScript(
            [
                .. asked.Select(one => new AskedQuestion(QuestionOn(one.Group, one.Value, t, labels), SaidOf(WhatIsKnown.Of(facts, one.Group, one.Value), t))),
                .. search is null ? [] : Restriction.All.Where(restriction => search.Asks(OpenTo, restriction.Slug))
                    .Select(restriction => new AskedQuestion(t["ask.open-to." + restriction.Slug], null)),
            ],
            [.. WhomQuestions(facts, t)],
            VocabularyWords.In(t.Language).Questions,
            [.. Decisive.Select(name => vocabulary.FindGroup(name)!).Select(group => OpenQuestion(group, facts, asked, t, labels)).OfType<string>()],
            LevelsOf(facts, [.. asked.Where(one => one.Group.Name == "level").Select(one => one.Value)], t, vocabulary));
    }

    /// <summary>How to ask for a value: a question of its own where it has one, else its group's with the value's label.</summary>
    private static string QuestionOn(FilterGroup group, string value, PageTexts t, Labels labels) =>
        t.Find($"ask.{group.Name}.{value}") ?? t.Format("ask." + group.Name, labels.Of(t.Language, group.Name, value).Label);

    private static string SaidOf(Knowledge known, PageTexts t) => t[known switch
    {
        Knowledge.Yes => "ask.says-yes",
        Knowledge.Unknown => "ask.says-nothing",
        _ => "ask.says-no",
    }];

    private static IEnumerable<string> WhomQuestions(FacilityFacts facts, PageTexts t)
    {
        string[] only = [.. facts.Programs.SelectMany(program => program.RestrictedTo).Distinct().Select(client => t["limit." + client])];
        if (only.Length > 0)
        {
            yield return t.Format("ask.only", string.Join("; ", only));
        }

        foreach (string served in facts.Programs.SelectMany(program => program.OperatedFor).Distinct())
        {
            yield return t["ask.operated." + served];
        }

        yield return t["ask.whom"];
    }

    /// <summary>The question on what is not known in a group; null where all is known, or was asked before.</summary>
    private static string? OpenQuestion(FilterGroup group, FacilityFacts facts, (FilterGroup Group, string Value)[] asked, PageTexts t, Labels labels)
    {
        FilterValue[] unknown = [.. group.Values.Where(value => WhatIsKnown.Of(facts, group, value.Slug) == Knowledge.Unknown)];
        FilterValue[] open = [.. unknown.Where(value => !asked.Contains((group, value.Slug)))];
        if (open.Length == 0)
        {
            return null;
        }

        string question = t["ask.which." + group.Name];
        if (unknown.Length == group.Values.Count)
        {
            return $"{question} {t["ask.nothing-stated"]}";
        }

        string named = string.Join("; ", open.Take(MostNamed).Select(value => labels.Of(t.Language, group.Name, value.Slug).Label));
        return $"{question} {t.Format("ask.not-stated", open.Length > MostNamed ? t.Format("ask.and-others", named) : named)}";
    }

    /// <summary>What to ask about the levels that were searched for, else about those that the facility has; no question stands there twice.</summary>
    private static List<LevelQuestions> LevelsOf(FacilityFacts facts, IReadOnlyCollection<string> asked, PageTexts t, Vocabulary vocabulary)
    {
        VocabularyWords words = VocabularyWords.In(t.Language);
        HashSet<string> known = [.. words.Questions];
        List<LevelQuestions> levels = [];
        IEnumerable<string> wanted = asked.Count > 0 ? asked : facts.Programs.SelectMany(program => program.Level).Distinct();
        foreach (FilterValue level in vocabulary.FindGroup("level")!.Values.Where(level => wanted.Contains(level.Slug)))
        {
            string[] questions = [.. words.AdviceOn(level)?.Ask.Where(known.Add) ?? []];
            if (questions.Length > 0)
            {
                levels.Add(new LevelQuestions(words.Of(level).Label, questions, IsAsked: asked.Count > 0));
            }
        }

        return levels;
    }
}

/// <summary>A question on something that was searched for.</summary>
/// <param name="Text">The question.</param>
/// <param name="Said">What the list says of it; null where it cannot say.</param>
public sealed record AskedQuestion(string Text, string? Said);

/// <summary>Questions on a level of care.</summary>
/// <param name="Label">The level.</param>
/// <param name="Questions">The questions.</param>
/// <param name="IsAsked">Whether the level was searched for.</param>
public sealed record LevelQuestions(string Label, IReadOnlyList<string> Questions, bool IsAsked);
