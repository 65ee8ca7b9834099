using Locator.Facilities;
using Locator.Indexing;
using Locator.Testing;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Search;

/// <summary>What is known of the entries of the real directories.</summary>
public sealed class RealKnowledgeTests
{
    [Fact]
    public void Which_code_is_asked_of_which_type_stands_in_the_vocabulary_as_in_the_table_of_codes()
    {
        KnowledgeReference reference = new();
        Assert.All(Vocabulary.Current.Codes, code => Assert.Equal(reference.AskedOf(code.Code), code.AskedOf));
        Assert.Contains(Vocabulary.Current.Codes, code => code.AskedOf is [ProgramType.MentalHealth]);
    }

    [Theory]
    [InlineData("directory/directory2024_with_coordinates.csv.gz")]
    [InlineData("directory/directory2024_reexport.csv.gz")]
    [InlineData("directory/National_Directory_SA_Facilities_2022.xlsx")]
    [InlineData("findtreatment/export_2025-08-19_MA.csv")]
    [InlineData("findtreatment/api_page_2019-05.json")]
    [InlineData("findtreatment/locator_2018_sample.xlsx")]
    public void Every_value_of_every_entry_is_known_as_the_reference_works_it_out(string file)
    {
        DirectoryVersion version = RealDirectory.Import(file);
        IReadOnlyList<IndexedFacility> indexed = FacilityIndexer.All(version, Vocabulary.Current);
        IReadOnlyList<IndexedFacility> expected = new KnowledgeReference().Reindexed(version, indexed);
        Assert.NotEmpty(indexed);
        for (int i = 0; i < indexed.Count; i++)
        {
            for (int j = 0; j < indexed[i].Programs.Count; j++)
            {
                Assert.Equal(expected[i].Programs[j].Tokens, indexed[i].Programs[j].Tokens);
            }
        }
    }

    /// <summary>
    /// Judged by whole values, as it once was, 82 mental-health entries that left treatment approaches open said no to group
    /// therapy, because the substance-use form's code for it stands in the file.
    /// </summary>
    [Fact]
    public void Judged_code_by_code_six_answers_of_the_2024_directory_are_open_that_were_a_no_and_two_that_were_a_yes()
    {
        DirectoryVersion version = RealDirectory.National;
        HashSet<string> listed = [.. version.Manifest.Sources.Single().Codes];
        Dictionary<(ProgramType, string, Knowledge), int> opened = [];
        foreach (TreatmentProgram program in version.Facilities.SelectMany(facility => facility.Programs))
        {
            ProgramKnowledge known = new(program.Type, program.Codes, listed, Vocabulary.Current);
            foreach (FilterValue value in Vocabulary.Current.Groups.SelectMany(group => group.Values))
            {
                Knowledge whole = JudgedAsAWhole(program, listed, value);
                Knowledge now = known.Of(value);
                if (whole != now)
                {
                    Assert.Equal(Knowledge.Unknown, now);
                    opened[(program.Type, value.Token, whole)] = opened.GetValueOrDefault((program.Type, value.Token, whole)) + 1;
                }
            }
        }

        Assert.Equal(
            [
                (ProgramType.SubstanceUse, "care:co-occurring", Knowledge.No, 1),
                (ProgramType.SubstanceUse, "operator:va", Knowledge.No, 15),
                (ProgramType.SubstanceUse, "substance:alcohol", Knowledge.Yes, 15),
                (ProgramType.SubstanceUse, "substance:opioids", Knowledge.Yes, 64),
                (ProgramType.MentalHealth, "approach:couples-therapy", Knowledge.No, 82),
                (ProgramType.MentalHealth, "approach:family-therapy", Knowledge.No, 82),
                (ProgramType.MentalHealth, "approach:group-therapy", Knowledge.No, 82),
                (ProgramType.MentalHealth, "approach:individual-therapy", Knowledge.No, 82),
            ],
            opened.Select(change => (change.Key.Item1, change.Key.Item2, change.Key.Item3, change.Value))
                .OrderBy(change => change.Item1).ThenBy(change => change.Item2, StringComparer.Ordinal));
    }

    /// <summary>The rule that took a value for asked where any of its codes stands in the file, and a denying code that is not stated for denied.</summary>
    private static Knowledge JudgedAsAWhole(TreatmentProgram program, HashSet<string> listed, FilterValue value)
    {
        if (value.Without.Any(program.Codes.Contains))
        {
            return Knowledge.No;
        }

        HashSet<string> categories = [.. program.Codes.Select(code => Vocabulary.Current.FindCode(code)!.Category)];
        bool isSubstanceUse = program.Type == ProgramType.SubstanceUse;
        string[] ticked = [.. "TC SET TAP FOP PAY AGE SMP FVP".Split(' '), .. isSubstanceUse ? ["GN", "OT", "AUT"] : Array.Empty<string>()];
        string[] core = [.. "TC SET PAY AGE TAP".Split(' '), .. isSubstanceUse ? ["GN"] : Array.Empty<string>()];
        bool half = core.Count(category => !categories.Contains(category)) >= 3;
        return value.TypesThatState.Contains(program.Type) || value.Codes.Any(program.Codes.Contains) ? Knowledge.Yes
            : !value.AskedOf.Contains(program.Type) ? Knowledge.Unknown
            : value.Codes.Count > 0 && value.Codes.All(code => half || !listed.Contains(code) || Open(code)) ? Knowledge.Unknown
            : Knowledge.No;

        bool Open(string code) => Vocabulary.Current.FindCode(code)!.Category is var category && ticked.Contains(category) && !categories.Contains(category);
    }
}
