using Locator.Facilities;
using Xunit;
using static Locator.Facilities.Knowledge;

namespace Locator.Tests.Facilities;

public sealed class ProgramKnowledgeTests
{
    /// <summary>An entry that ticked something in every category that everybody ticks.</summary>
    private const string SubstanceUse = "SA OP ORT CBT PVTN MD ADLT SMON VAPN FEM MALE MOA NAUT";
    private const string MentalHealth = "MH OP CBT PVTN MD ADLT SMON VAPN";

    private static readonly HashSet<string> AllCodes = [.. Vocabulary.Current.Codes.Select(code => code.Code)];

    private static Knowledge Of(ProgramType type, string codes, string value, params string[] notInTheSource)
    {
        ProgramKnowledge program = new(
            type, codes.Split(' ', StringSplitOptions.RemoveEmptyEntries), AllCodes.Except(notInTheSource).ToHashSet(), Vocabulary.Current);
        string[] parts = value.Split(':');
        return program.Of(Vocabulary.Current.FindGroup(parts[0])!.Values.Single(v => v.Slug == parts[1]));
    }

    private static Knowledge OfSubstanceUse(string codes, string value, params string[] notInTheSource) =>
        Of(ProgramType.SubstanceUse, codes, value, notInTheSource);

    private static Knowledge OfMentalHealth(string codes, string value, params string[] notInTheSource) =>
        Of(ProgramType.MentalHealth, codes, value, notInTheSource);

    [Fact]
    public void A_code_stated_is_a_yes_and_one_asked_and_not_stated_a_no()
    {
        Assert.Equal(Yes, OfSubstanceUse(SubstanceUse + " OIT", "level:intensive-outpatient"));
        Assert.Equal(No, OfSubstanceUse(SubstanceUse, "level:intensive-outpatient"));
        Assert.Equal(No, OfSubstanceUse(SubstanceUse, "accreditation:carf"));
    }

    [Fact]
    public void What_the_survey_never_asks_of_a_type_is_unknown()
    {
        Assert.Equal(Unknown, OfMentalHealth(MentalHealth, "level:intensive-outpatient"));
        Assert.Equal(Unknown, OfMentalHealth(MentalHealth, "accreditation:carf"));
        Assert.Equal(Unknown, OfSubstanceUse(SubstanceUse, "approach:dbt"));
    }

    [Fact]
    public void A_stated_yes_wins_over_never_asked()
    {
        Assert.Equal(Yes, OfMentalHealth(MentalHealth + " CARF", "accreditation:carf"));
        Assert.Equal(Yes, OfMentalHealth(MentalHealth + " GL", "population:lgbtq", "GL"));
    }

    [Fact]
    public void A_code_that_is_not_in_the_sources_own_list_was_not_asked()
    {
        Assert.Equal(Unknown, OfSubstanceUse(SubstanceUse, "population:lgbtq", "GL"));
        Assert.Equal(No, OfSubstanceUse(SubstanceUse, "population:lgbtq"));
        // One of the value's codes was asked: that is enough for a no.
        Assert.Equal(No, OfSubstanceUse(SubstanceUse, "population:dui", "DUO"));
        Assert.Equal(Unknown, OfSubstanceUse(SubstanceUse, "population:dui", "DU", "DUO"));
    }

    [Theory]
    [InlineData("OP ORT", "level:intensive-outpatient")]
    [InlineData("MD", "payment:medicaid")]
    [InlineData("ADLT", "age:adults")]
    [InlineData("CBT", "telehealth:true")]
    [InlineData("FEM MALE", "gender:female")]
    [InlineData("PVTN", "operator:nonprofit")]
    [InlineData("MOA", "medication:methadone", "MU METH MM MMW")]
    public void Nothing_ticked_in_a_category_that_everybody_ticks_means_left_open(string without, string value, string notInTheSource = "")
    {
        string codes = string.Join(' ', SubstanceUse.Split(' ').Except(without.Split(' ')));
        Assert.Equal(Unknown, OfSubstanceUse(codes, value, notInTheSource.Split(' ')));
    }

    [Fact]
    public void Gender_is_ticked_by_every_substance_use_entry_but_not_asked_of_mental_health()
    {
        Assert.Equal(Unknown, OfMentalHealth(MentalHealth, "gender:female"));
        Assert.Equal(No, OfSubstanceUse(SubstanceUse.Replace(" FEM", "", StringComparison.Ordinal), "gender:female"));
    }

    [Fact]
    public void An_entry_without_three_of_the_core_categories_left_the_form_half_empty()
    {
        Assert.Equal(Unknown, OfSubstanceUse("SA OP PVTN", "accreditation:carf"));
        Assert.Equal(Unknown, OfSubstanceUse("SA OP MD PVTN", "accreditation:carf"));
        Assert.Equal(No, OfSubstanceUse("SA OP MD CBT PVTN", "accreditation:carf"));
        Assert.Equal(Unknown, OfMentalHealth("MH OP", "crisis:mobile"));
        Assert.Equal(No, OfMentalHealth("MH OP MD", "crisis:mobile"));
        Assert.Equal(Yes, OfSubstanceUse("SA OIT", "level:intensive-outpatient"));
    }

    [Fact]
    public void A_code_that_denies_a_value_makes_it_a_no()
    {
        Assert.Equal(Yes, OfSubstanceUse("SA OP CBT MD ADLT FEM", "gender:women-only"));
        Assert.Equal(No, OfSubstanceUse("SA OP CBT MD ADLT FEM MALE", "gender:women-only"));
        Assert.Equal(Yes, OfSubstanceUse(SubstanceUse.Replace(" NAUT", " NMAUT", StringComparison.Ordinal), "substance:alcohol"));
        Assert.Equal(No, OfSubstanceUse(SubstanceUse, "substance:alcohol"));
    }

    [Fact]
    public void An_entry_of_a_type_states_what_the_type_is_for()
    {
        Assert.Equal(Yes, OfSubstanceUse("", "care:substance-use"));
        Assert.Equal(Yes, OfMentalHealth("", "care:mental-health"));
        Assert.Equal(Yes, Of(ProgramType.OpioidTreatmentProgram, "", "certification:opioid-treatment-program"));
        Assert.Equal(Unknown, OfSubstanceUse("", "certification:opioid-treatment-program"));
        Assert.Equal(Unknown, OfSubstanceUse(SubstanceUse, "care:mental-health"));
        Assert.Equal(No, OfMentalHealth(MentalHealth, "care:substance-use"));
    }
}
