using System.Text;
using System.Text.Json;
using ExcelDataReader;
using Locator.Facilities;
using Locator.Testing;
using Sylvan.Data.Csv;
using Xunit;

namespace Locator.Tests.Facilities;

public sealed class VocabularyTests
{
    private static readonly Vocabulary Vocabulary = Vocabulary.Current;

    static VocabularyTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    public void No_code_of_the_sources_is_missing()
    {
        foreach (Dictionary<string, string> row in Csv(SharedData.PathOf("vocabulary/service_codes.csv")))
        {
            string code = row["service_code"];
            ServiceCode? found = Vocabulary.FindCode(code);
            Assert.True(found is not null, $"{code} is missing");
            if (code == "CT")
            {
                continue;
            }

            Assert.Equal(code, found.Code);
            Assert.Equal(row["category_code"], found.Category);
            if (row["service_name"].Length > 0)
            {
                Assert.Equal(found, Vocabulary.FindByName(row["category_code"], row["service_name"]));
            }
        }
    }

    [Fact]
    public void Filters_are_exactly_those_of_the_contract()
    {
        string path = Path.Combine(SharedData.RepositoryRoot, "..", "shared", "design", "filters.csv");
        Assert.SkipUnless(File.Exists(path), "the contract is not on this machine (../shared/design/filters.csv)");
        IEnumerable<string> contract = Csv(path).Select(row => string.Join(
            '|', row["group"], row["value"], row["scope"], Sorted(Items(row["codes"])), Sorted(Items(row["without"])), Sorted(Types(row["asked_of"]))));
        IEnumerable<string> ours = Vocabulary.Groups.SelectMany(group => group.Values.Select(value => string.Join(
            '|',
            group.Name,
            value.Slug,
            group.Scope == FilterScope.Site ? "site" : "program",
            Sorted(value.Codes.Concat(value.TypesThatState.Select(StatedByType))),
            Sorted(value.Without),
            Sorted(value.AskedOf.Select(ProgramTypes.Slug)))));
        Assert.Equal(contract, ours);
        Assert.Equal(20, Vocabulary.Groups.Count);
        Assert.Equal(181, Vocabulary.Groups.Sum(group => group.Values.Count));
    }

    [Fact]
    public void Every_group_and_value_is_explained_in_words()
    {
        foreach (FilterGroup group in Vocabulary.Groups)
        {
            Assert.NotEqual(group.Name, group.Label);
            Assert.EndsWith(".", group.Description);
            Assert.Equal(group.Values.Count, group.Values.Select(value => value.Label).Distinct().Count());
            foreach (FilterValue value in group.Values)
            {
                Assert.NotEqual(value.Slug, value.Label);
                Assert.NotEqual(value.Label, value.Description);
                Assert.EndsWith(".", value.Description);
                Assert.InRange(value.Description.Length, 15, 200);
                Assert.All(value.Description + value.Label, c => Assert.False(char.IsControl(c)));
            }
        }
    }

    [Fact]
    public void Every_code_of_a_filter_can_be_stated()
    {
        foreach (FilterValue value in Vocabulary.Groups.SelectMany(group => group.Values))
        {
            Assert.NotEmpty(value.AskedOf);
            Assert.True(value.Codes.Count + value.TypesThatState.Count > 0);
            Assert.All(value.Codes.Concat(value.Without), code => Assert.Equal(code, Vocabulary.FindCode(code)?.Code));
        }
    }

    [Theory]
    [InlineData("regular-outpatient", "1")]
    [InlineData("intensive-outpatient", "2.1")]
    [InlineData("partial-hospitalization", "2.5")]
    [InlineData("inpatient", "4")]
    [InlineData("outpatient", null)]
    [InlineData("residential", null)]
    [InlineData("detox", null)]
    public void A_level_of_care_names_its_asam_level_only_where_there_is_one(string slug, string? level)
    {
        Assert.Equal(level, Vocabulary.FindGroup("level")!.Values.Single(value => value.Slug == slug).AsamLevel);
    }

    [Theory]
    [InlineData("CT", "TELE")]
    [InlineData("ct", "TELE")]
    [InlineData("oit", "OIT")]
    [InlineData("n40", "N40")]
    [InlineData("X-PSYMED", "X-PSYMED")]
    [InlineData("x-psymed", "X-PSYMED")]
    [InlineData("IOP", null)]
    [InlineData("", null)]
    public void A_code_is_found_in_any_case_and_older_spelling(string spelling, string? code)
    {
        Assert.Equal(code, Vocabulary.FindCode(spelling)?.Code);
    }

    [Theory]
    [InlineData("REBT")]
    [InlineData("OTPA")]
    [InlineData("BMO")]
    [InlineData("MO")]
    [InlineData("MPD")]
    [InlineData("SHB")]
    [InlineData("SHC")]
    [InlineData("ADD")]
    [InlineData("TID")]
    [InlineData("PVT")]
    [InlineData("ATR")]
    [InlineData("N13")]
    [InlineData("N18")]
    [InlineData("N23")]
    [InlineData("UBN")]
    [InlineData("MSNH")]
    [InlineData("BMW")]
    [InlineData("MMW")]
    [InlineData("ULC")]
    public void A_retired_code_is_still_known(string code)
    {
        Assert.True(Vocabulary.FindCode(code)!.Retired);
    }

    [Theory]
    [InlineData("OMSC", "In-network prescribing entity", "INPE")]
    [InlineData("SMAT", "In-network prescribing entity", "AUINPE")]
    [InlineData("OMSC", "Other contracted prescribing entity", "RPE")]
    [InlineData("SMAT", "Other contracted prescribing entity", "AURPE")]
    [InlineData("OMSC", "No formal relationship with prescribing entity", "PC")]
    [InlineData("SMAT", "No formal relationship with prescribing entity", "AUPC")]
    [InlineData("SET", "Partial hospitalization/day treatment", "PHDT")]
    [InlineData("FT", "Partial hospitalization/day treatment", "PH")]
    [InlineData("FT", "Psychiatric hospital", "PSY")]
    [InlineData("HOSP", "Psychiatric hospital", "PSYH")]
    [InlineData("SG", "Young adults", "TAY")]
    [InlineData("AGE", "Young adults", "YAD")]
    public void A_name_of_two_categories_means_the_code_of_the_one_asked(string category, string name, string code)
    {
        Assert.Equal(code, Vocabulary.FindByName(category, name)?.Code);
    }

    [Theory]
    [InlineData("PAY", "Federal, or any government funding for substance abuse programs", "FSA")]
    [InlineData("PAY", "  MEDICAID ", "MD")]
    [InlineData("PAY", "Medicare", "MC")]
    [InlineData("PAY", "Military insurance (e.g., TRICARE)", "MI")]
    [InlineData("PHR", "Buprenorphine with naloxone  (Suboxone®)", "BWN")]
    [InlineData("PHR", "Acamprosate (Campral\uFFFD)", "ACM")]
    [InlineData("SG", "Persons with Alzheimer’s or dementia", "ALZ")]
    [InlineData("SG", "Persons 18 and older with serious mental illness (SMI)", "SMI")]
    [InlineData("LCA", "State substance abuse agency", "STAG")]
    [InlineData("AGE", "Children/Adolescents", "CHLD")]
    [InlineData("AGE", "Seniors (65 or older)", "SNR")]
    [InlineData("FOP", "Regional/district or county, local or municipal government", "LCCG")]
    [InlineData("SET", "Telemedicine/telehealth", "TELE")]
    [InlineData("SET", "Computerized treatment/telemedicine", "TELE")]
    [InlineData("OT", "Naltrexone used in Treatment", "NU")]
    [InlineData("SN", "Female", "FEM")]
    [InlineData("GN", "Female", "FEM")]
    [InlineData(" gn", "male", "MALE")]
    [InlineData("ASSES", "Comprehensive substance abuse assessment", "CSAA")]
    [InlineData("TOBAC", "Nicotine replacement therapy", "NRT")]
    [InlineData("TOBAC", "Smoking/tobacco cessation counseling", "TCC")]
    [InlineData("TOBAC", "Screening for tobacco use", "STU")]
    [InlineData("EDU", "Individual counseling offered", "ICO")]
    [InlineData("EDU", "Employment counseling or training", "EMP")]
    [InlineData("AIL", "Navajo", "N23")]
    [InlineData("OL", "Spanish", "SP")]
    [InlineData("AS", "Consumer-run (peer-support) services", "PEER")]
    [InlineData("DETOX", "Opioid Detoxification", "ODTX")]
    [InlineData("DETOX", "Detoxification: benzodiazepine", "BDTX")]
    [InlineData("SG", "Adults, young", "TAY")]
    public void A_name_is_found_in_the_wording_of_any_year(string category, string name, string code)
    {
        Assert.Equal(code, Vocabulary.FindByName(category, name)?.Code);
    }

    [Theory]
    [InlineData("PAY", "Psychiatric hospital")]
    [InlineData("SET", "Young adults")]
    [InlineData("NEW", "Medicaid")]
    [InlineData("PAY", "")]
    [InlineData("PAY", "Medic aid")]
    [InlineData("DETOX", "Detoxification")]
    [InlineData("DETOX", "Nicotine Detoxification")]
    public void A_name_is_never_guessed(string category, string name)
    {
        Assert.Null(Vocabulary.FindByName(category, name));
    }

    /// <summary>A mental health survey's "trauma therapy" is not the substance use survey's "trauma-related counseling".</summary>
    [Theory]
    [InlineData("TAP", "Psychotropic medication", "X-PSYMED")]
    [InlineData("TAP", "Trauma therapy", "X-TRAUMA")]
    [InlineData("TAP", "Behavior modification", "X-BEHMOD")]
    [InlineData("FT", "Psychiatric hospital or psychiatric unit of a general hospital", "X-PSYHOSP")]
    public void A_name_without_a_code_has_one_of_our_own_and_states_no_filter(string category, string name, string code)
    {
        Assert.Equal(code, Vocabulary.FindByName(category, name)?.Code);
        Assert.DoesNotContain(Vocabulary.Groups.SelectMany(group => group.Values), value => value.Codes.Contains(code));
    }

    [Fact]
    public void Every_service_name_of_the_api_page_has_a_code()
    {
        using FileStream file = File.OpenRead(SharedData.PathOf("findtreatment/api_page_2019-05.json"));
        using JsonDocument page = JsonDocument.Parse(file);
        HashSet<(string, string)> names = [.. page.RootElement.GetProperty("rows").EnumerateArray()
            .SelectMany(row => row.GetProperty("services").EnumerateArray())
            .SelectMany(service => service.GetProperty("f3").GetString()!.Split(';')
                .Select(name => (service.GetProperty("f2").GetString()!, name.Trim())))];
        Assert.Equal(185, names.Count);
        Assert.DoesNotContain(names, name => Vocabulary.FindByName(name.Item1, name.Item2) is null);
    }

    [Theory]
    [InlineData("findtreatment/locator_2018_sample.xlsx", 190)]
    [InlineData("directory/National_Directory_SA_Facilities_2022.xlsx", 225)]
    public void Every_code_and_name_of_a_workbooks_code_sheet_is_known(string file, int codes)
    {
        using IExcelDataReader reader = ExcelReaderFactory.CreateReader(File.OpenRead(SharedData.PathOf(file)));
        Assert.True(reader.NextResult());
        Assert.True(reader.Read());
        Assert.Equal("service_code", reader.GetString(2).Trim());
        int read = 0;
        while (reader.Read())
        {
            string code = reader.GetString(2).Trim();
            ServiceCode? byName = Vocabulary.FindByName(reader.GetString(0), reader.GetString(3));
            Assert.True(byName is not null, $"{code}: {reader.GetString(0)}, \"{reader.GetString(3)}\"");
            Assert.Equal(Vocabulary.FindCode(code), byName);
            read++;
        }

        Assert.Equal(codes, read);
    }

    [Fact]
    public void Only_categories_that_have_codes_are_listed()
    {
        Assert.Equal(
            Vocabulary.Codes.Select(code => code.Category).Distinct().Order(StringComparer.Ordinal),
            Vocabulary.Categories.Select(category => category.Code).Order(StringComparer.Ordinal));
        Assert.Contains(Vocabulary.Categories, category => category.Code == "GN");
        Assert.DoesNotContain(Vocabulary.Categories, category => category.Code == "SN");
    }

    [Theory]
    [InlineData("filter-values.csv", "level,intensive-outpatient,", ",OIT,,SU,", ",OMB,,SU,")]
    [InlineData("filter-values.csv", "gender,women-only,", ",FEM,MALE,", ",FEM,,")]
    [InlineData("filter-values.csv", "care,co-occurring,", ",SU MH,", ",SU,")]
    [InlineData("filter-values.csv", "care,co-occurring,", "care,co-occurring", "care,both")]
    [InlineData("filter-groups.csv", "license,site,", "license,site", "license,program")]
    [InlineData("service-codes.csv", "TELE,TAP,", "TELE,TAP", "TELE,SET")]
    public void The_hash_changes_with_what_makes_tokens(string table, string line, string old, string replacement)
    {
        Assert.NotEqual(Vocabulary.Hash, Edited(table, line, old, replacement).Hash);
    }

    [Theory]
    [InlineData("filter-values.csv", "level,intensive-outpatient,", "Intensive outpatient (IOP)", "IOP")]
    [InlineData("filter-values.csv", "level,intensive-outpatient,", "9 hours", "nine hours")]
    [InlineData("service-codes.csv", "TELE,TAP,", "Telemedicine/telehealth therapy", "Telehealth")]
    public void The_hash_stays_when_only_words_change(string table, string line, string old, string replacement)
    {
        Assert.Equal(Vocabulary.Hash, Edited(table, line, old, replacement).Hash);
        Assert.Matches("^[0-9a-f]{64}$", Vocabulary.Hash);
    }

    [Theory]
    [InlineData("filter-values.csv", "level,intensive-outpatient,", "intensive-outpatient", "regular-outpatient", "level:regular-outpatient stands there twice")]
    [InlineData("filter-values.csv", "level,intensive-outpatient,", ",OIT,", ",IOP,", "code IOP is not in service-codes.csv")]
    [InlineData("filter-values.csv", "level,intensive-outpatient,", ",OIT,", ",CT,", "code CT is not in service-codes.csv")]
    [InlineData("filter-values.csv", "gender,women-only,", ",MALE,", ",MEN,", "code MEN is not in service-codes.csv")]
    [InlineData("filter-values.csv", "care,mental-health,", "@MH", "@MX", "MX is not a type of program")]
    [InlineData("filter-values.csv", "care,mental-health,", "care,", "cares,", "group cares is not in filter-groups.csv")]
    [InlineData("filter-values.csv", "care,mental-health,", "mental-health,", "Mental Health,", "value is \"Mental Health\"")]
    [InlineData("filter-values.csv", "level,intensive-outpatient,", ",OIT,,SU,", ",OIT,,,", "level:intensive-outpatient has no codes or is asked of nobody")]
    [InlineData("filter-groups.csv", "license,", "license,site", "license,facility", "scope is \"facility\", not program or site")]
    [InlineData("filter-groups.csv", "license,", "license,", "accreditation,", "group accreditation stands there twice")]
    [InlineData("service-codes.csv", "TELE,", "TELE,", "OIT,", "code OIT stands there twice")]
    [InlineData("service-codes.csv", "TELE,", ",CT,", ",oit,", "code oit stands there twice")]
    [InlineData("service-codes.csv", "PSYH,", "PSYH,HOSP", "PSYH,FT", "\"psychiatric hospital\" already means PSYH in category FT")]
    [InlineData("service-codes.csv", "TELE,", "TELE,TAP", "TELE,TAPP", "category TAPP is not in service-categories.csv")]
    [InlineData("service-categories.csv", "EDU,", "ECS RSS", "ECS RSX", "category RSX does not stand above it")]
    public void A_broken_table_is_refused_with_its_line(string table, string line, string old, string replacement, string problem)
    {
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => Edited(table, line, old, replacement));
        Assert.Matches($"^{table}, line [0-9]+: ", refusal.Message);
        Assert.EndsWith($": {problem}.", refusal.Message);
    }

    [Fact]
    public void A_former_categorys_name_that_would_mean_two_codes_is_refused()
    {
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(
            () => Edited("service-categories.csv", "EDU,", "ECS RSS", "SG AGE"));
        Assert.Contains("\"young adults\" of the former category EDU", refusal.Message);
    }

    /// <summary>The bundled vocabulary with one line of one table changed.</summary>
    private static Vocabulary Edited(string table, string lineStart, string old, string replacement) =>
        new(new VocabularyTables(name =>
        {
            using Stream stream = typeof(Vocabulary).Assembly.GetManifestResourceStream($"Locator.Facilities.{name}")!;
            using StreamReader reader = new(stream);
            string[] lines = reader.ReadToEnd().Split('\n');
            if (name == table)
            {
                int index = Array.FindIndex(lines, line => line.StartsWith(lineStart, StringComparison.Ordinal));
                Assert.Contains(old, lines[index]);
                lines[index] = lines[index].Replace(old, replacement, StringComparison.Ordinal);
            }

            return new StringReader(string.Join('\n', lines));
        }));

    private static string StatedByType(ProgramType type) => type switch
    {
        ProgramType.SubstanceUse => "@SU",
        ProgramType.MentalHealth => "@MH",
        ProgramType.OpioidTreatmentProgram => "@OTP",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static string[] Items(string list) => list.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Types(string list) =>
        Items(list).Select(name => ProgramTypes.Parse(name)?.Slug() ?? $"no type: {name}");

    private static string Sorted(IEnumerable<string> items) => string.Join(' ', items.Order(StringComparer.Ordinal));

    private static List<Dictionary<string, string>> Csv(string path)
    {
        using CsvDataReader reader = CsvDataReader.Create(path);
        List<Dictionary<string, string>> rows = [];
        while (reader.Read())
        {
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetString));
        }

        Assert.NotEmpty(rows);
        return rows;
    }
}
