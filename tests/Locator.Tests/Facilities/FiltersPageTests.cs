using System.Globalization;
using System.Text;
using Locator.Facilities;
using Locator.Testing;
using Locator.Text;
using Xunit;

namespace Locator.Tests.Facilities;

/// <summary>docs/filters.md is written from the vocabulary; it is checked in so that it can be read and reviewed.</summary>
public sealed class FiltersPageTests
{
    private const string Update = "LOCATOR_UPDATE_DOCS";

    [Fact]
    public void The_page_of_filters_is_what_the_vocabulary_says()
    {
        string path = Path.Combine(SharedData.RepositoryRoot, "docs", "filters.md");
        string page = Page(Vocabulary.Current);
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, page);
        }

        string written = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Assert.True(
            page == written,
            $"docs/filters.md differs from the vocabulary's tables. Run the tests once with {Update}=1 and commit the file.");
    }

    private static string Page(Vocabulary vocabulary)
    {
        StringBuilder page = new();
        VocabularyWords spanish = VocabularyWords.In(Language.Spanish);
        int values = vocabulary.Groups.Sum(group => group.Values.Count);
        page.Append($"""
            # Filters

            <!-- Written by FiltersPageTests from the tables in src/Locator/Facilities. To change it, change a table and run the tests with {Update}=1. -->

            {values} values in {vocabulary.Groups.Count} groups. A group's name is the search parameter, a value's name what it is set to: `level=intensive-outpatient`.

            For each value a program says *yes* (its entry carries one of the codes), *no*, or it was *never asked*:

            - **Codes** are SAMHSA's service codes; any of them states the value. *Without* lists codes that make it a no. An entry
              type written in italics states the value by being one.
            - **Asked of** names the entries whose survey asks (2024): SU substance use, MH mental health, OTP opioid treatment
              program. An entry that was not asked and does not state it anyway is unknown, not a no. That is judged code by code (the
              table at the end): `group-therapy` is `GT` on the mental-health form and `GCO` on the substance-use form, and a
              mental-health entry that left treatment approaches open says nothing of it.
            - A code after *without* that the entry's type is asked and that the entry left open makes a yes unknown.
            - Groups marked *site* describe the whole facility: the best answer of its programs holds for all of them.
            - **ASAM** is the level of care in the ASAM Criteria that a substance use program of this kind comes closest to. Where a
              value covers several levels there is none.

            Sources: code sheets of SAMHSA's National Directories of 2022 and 2024 (codes, names, who is asked); FindTreatment.gov
            Developer Guide v1.9 (2025-01-15); The ASAM Criteria, 3rd edition, 2013 (levels). Labels and meanings are our own, and so
            are all Spanish names. The meanings are in Spanish as well, at `/v1/filters` with `Accept-Language: es`; so is the advice on each level of
            care: what it is like, whom it suits and what to ask.

            | group | values | question |
            | --- | --- | --- |

            """.ReplaceLineEndings("\n"));
        foreach (FilterGroup group in vocabulary.Groups)
        {
            Row(page, $"[`{group.Name}`](#{group.Name.ToLowerInvariant()})", $"{group.Values.Count}", group.Label);
        }

        foreach (FilterGroup group in vocabulary.Groups)
        {
            string scope = group.Scope == FilterScope.Site ? " *(site)*" : "";
            page.Append(CultureInfo.InvariantCulture, $"\n## {group.Name}\n\n**{group.Label}** (*{spanish.Of(group).Label}*){scope}. {group.Description}\n\n");
            Row(page, "value", "label", "in Spanish", "meaning", "codes", "asked of", "ASAM");
            Row(page, "---", "---", "---", "---", "---", "---", "---");
            foreach (FilterValue value in group.Values)
            {
                Row(page, $"`{value.Slug}`", value.Label, spanish.Of(value).Label, value.Description, Codes(value), Types(value.AskedOf), value.AsamLevel ?? "");
            }
        }

        page.Append("""

            ## Service codes

            `service` takes any of these codes. Codes that begin with `X-` are our own: they stand for names in the sources that never
            had a code. *Retired* codes stand in older files only. `CT` is the old spelling of `TELE`.

            *Asked of*: the code sheet of 2022 for that type lists the code, or at least one entry of the type carried it in 2024.

            | code | category | name | in Spanish | asked of | |
            | --- | --- | --- | --- | --- | --- |

            """.ReplaceLineEndings("\n"));
        foreach (ServiceCode code in vocabulary.Codes)
        {
            Row(page, $"`{code.Code}`", code.Category, code.Name, spanish.NameOf(code), Types(code.AskedOf), code.Retired ? "retired" : "");
        }

        page.Append("\n| category | name | in Spanish |\n| --- | --- | --- |\n");
        foreach (ServiceCategory category in vocabulary.Categories)
        {
            Row(page, $"`{category.Code}`", category.Name, spanish.NameOf(category));
        }

        return page.ToString();
    }

    private static string Codes(FilterValue value)
    {
        IEnumerable<string> statedBy =
            [.. value.Codes.Select(code => $"`{code}`"), .. value.TypesThatState.Select(type => $"*{Abbreviation(type)}*")];
        string without = value.Without.Count == 0 ? "" : $"; without {string.Join(", ", value.Without.Select(code => $"`{code}`"))}";
        return string.Join(", ", statedBy) + without;
    }

    private static string Types(IEnumerable<ProgramType> types) => string.Join(", ", types.Select(Abbreviation));

    private static string Abbreviation(ProgramType type) => type switch
    {
        ProgramType.SubstanceUse => "SU",
        ProgramType.MentalHealth => "MH",
        ProgramType.OpioidTreatmentProgram => "OTP",
        _ => type.Slug(),
    };

    private static void Row(StringBuilder page, params string[] cells) =>
        page.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
}
