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
        return program.Of(Value(value));
    }

    private static Knowledge OfOpen(string codes, string openCategories, string value) =>
        new ProgramKnowledge(
            ProgramType.SubstanceUse,
            [.. SubstanceUse.Replace(" FEM MALE", "", StringComparison.Ordinal).Split(' '), .. codes.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            AllCodes, Vocabulary.Current, openCategories.Split(' ')).Of(Value(value));

    private static FilterValue Value(string token) =>
        Vocabulary.Current.Groups.SelectMany(group => group.Values).Single(value => value.Token == token);

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

    /// <summary>GT stands on the mental-health form, GCO on the substance-use form; whichever is asked decides.</summary>
    [Theory]
    [InlineData("approach:group-therapy")]
    [InlineData("approach:individual-therapy")]
    [InlineData("approach:family-therapy")]
    [InlineData("approach:couples-therapy")]
    public void A_code_that_only_another_type_is_asked_does_not_make_a_no(string value)
    {
        Assert.Equal(No, OfMentalHealth(MentalHealth, value));
        Assert.Equal(Unknown, OfMentalHealth(MentalHealth.Replace(" CBT", "", StringComparison.Ordinal), value));
        Assert.Equal(No, OfSubstanceUse(SubstanceUse.Replace(" CBT", "", StringComparison.Ordinal), value));
    }

    [Fact]
    public void A_question_that_few_said_yes_to_is_a_question_all_the_same()
    {
        Assert.Equal(No, OfMentalHealth(MentalHealth, "operator:defense"));
        Assert.Equal(No, OfMentalHealth(MentalHealth, "operator:indian-health-service"));
        Assert.Equal(No, OfMentalHealth(MentalHealth, "language:native-american"));
    }

    /// <summary>OTP, health-center and buprenorphine entries come from registers, not from the survey.</summary>
    [Theory]
    [InlineData(ProgramType.OpioidTreatmentProgram)]
    [InlineData(ProgramType.HealthCenter)]
    [InlineData(ProgramType.BuprenorphinePractitioner)]
    public void An_entry_that_no_survey_asked_says_only_what_it_states(ProgramType type)
    {
        // A full form: what it does not state would be a no for an entry that was asked.
        foreach (FilterValue value in Vocabulary.Current.Groups.SelectMany(group => group.Values))
        {
            string[] stated = SubstanceUse.Split(' ');
            Knowledge expected = value.Without.Any(stated.Contains) ? No
                : value.TypesThatState.Contains(type) || value.Codes.Any(stated.Contains) ? Yes
                : Unknown;
            Assert.Equal(expected, Of(type, SubstanceUse, value.Token));
        }
    }

    [Fact]
    public void A_denying_code_that_was_asked_and_left_open_makes_a_yes_unknown()
    {
        Assert.Equal(Yes, OfSubstanceUse(SubstanceUse.Replace(" NAUT", " NMAUT", StringComparison.Ordinal), "substance:alcohol"));
        Assert.Equal(Unknown, OfSubstanceUse(SubstanceUse.Replace(" NAUT", "", StringComparison.Ordinal), "substance:alcohol"));
        Assert.Equal(Unknown, OfSubstanceUse(SubstanceUse.Replace(" MOA", "", StringComparison.Ordinal), "substance:opioids"));
        Assert.Equal(Unknown, OfSubstanceUse("SA OP FEM MOA NAUT", "gender:women-only"));
        Assert.Equal(No, OfSubstanceUse("SA OP FEM MALE", "gender:women-only"));
        // A file that cannot state the denying code did not ask for it.
        Assert.Equal(Yes, OfSubstanceUse(SubstanceUse.Replace(" NAUT", "", StringComparison.Ordinal), "substance:alcohol", "NAUT", "OUDO"));
    }

    [Fact]
    public void A_denying_code_that_the_type_is_never_asked_denies_nothing()
    {
        Assert.Equal(Yes, Of(ProgramType.OpioidTreatmentProgram, "", "substance:opioids"));
        Assert.Equal(No, Of(ProgramType.OpioidTreatmentProgram, "AUDO", "substance:opioids"));
    }

    [Fact]
    public void An_answer_that_nobody_understood_leaves_its_category_open()
    {
        Assert.Equal(Yes, OfOpen("CDTX", "DETOX", "detoxFrom:cocaine"));
        Assert.Equal(Unknown, OfOpen("ADTX", "DETOX", "detoxFrom:cocaine"));
        Assert.Equal(No, OfOpen("ADTX", "PAY", "detoxFrom:cocaine"));
        // Its other codes are of OT: one category that was answered is enough for a no.
        Assert.Equal(No, OfOpen("ADTX", "DETOX", "detoxFrom:opioids"));
        Assert.Equal(Unknown, OfOpen("ADTX", "DETOX OT", "detoxFrom:opioids"));
        Assert.Equal(Unknown, OfOpen("FEM", "GN", "gender:women-only"));
    }

    [Fact]
    public void An_answer_that_nobody_understood_is_no_empty_category()
    {
        Assert.Equal(Unknown, OfSubstanceUse("SA OP", "accreditation:carf"));
        Assert.Equal(No, new ProgramKnowledge(ProgramType.SubstanceUse, ["SA", "OP"], AllCodes, Vocabulary.Current, ["AGE", "PAY"]).Of(Value("accreditation:carf")));
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
