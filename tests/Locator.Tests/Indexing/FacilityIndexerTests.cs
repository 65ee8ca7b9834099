using System.Text.Json;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Indexing;

public sealed class FacilityIndexerTests
{
    private static readonly ManifestSource Source = new()
    {
        Name = "Test directory",
        File = "test.csv",
        FileSha256 = "",
        AsOf = new DateOnly(2026, 1, 2),
        License = "none",
        Attribution = "none",
        Codes = [.. Vocabulary.Current.Codes.Select(code => code.Code).Except(["GL"]).Order(StringComparer.Ordinal)],
        Read = 2,
        Programs = 2,
        LeftOut = 0,
    };

    private static readonly Facility Clinic = new()
    {
        Id = "f1",
        Name = "Clínica <Hope> & Co",
        Address = new Address("1 Main St", null, "Atlanta", "GA", "30309", "Fulton", "13121"),
        Phones = [new Phone("main", "+14045550100", "12", "404-555-0100", ["f1-su1", "f1-mh1"])],
        Location = new Location(new GeoPoint(33.7901, -84.3877).OnGrid(), LocationPrecision.Address),
        Programs =
        [
            Program("f1-su1", "Recovery Unit", ProgramType.SubstanceUse, 2,
                "SA OP OIT CBT MD ADLT FEM MALE MOA NMAUT SMON VAPN CARF DUO VAMC"),
            Program("f1-mh1", "Clínica <Hope> & Co", ProgramType.MentalHealth, 3, "MH OP CBT PI ADLT SMON VAPN MHC PVTN"),
        ],
    };

    private static TreatmentProgram Program(string id, string name, ProgramType type, int row, string codes) => new()
    {
        Id = id,
        Name = name,
        Type = type,
        Codes = [.. codes.Split(' ').Order(StringComparer.Ordinal)],
        Source = new SourceReference(0, row),
    };

    private static readonly IndexedFacility Indexed = new FacilityIndexer([Source], Vocabulary.Current).Of(Clinic);

    private static bool Has(int program, string token) => Indexed.Programs[program].Tokens.Contains(token);

    [Fact]
    public void A_facility_without_programs_is_refused_instead_of_taking_what_the_one_before_it_states()
    {
        FacilityIndexer indexer = new([Source], Vocabulary.Current);
        indexer.Of(Clinic);
        Assert.Throws<ArgumentException>(() => indexer.Of(Clinic with { Id = "f2", Programs = [] }));
    }

    [Fact]
    public void Program_facts_stay_with_their_program_and_site_facts_are_on_every_program()
    {
        Assert.True(Has(0, "level:intensive-outpatient"));
        Assert.True(Has(1, "?level:intensive-outpatient"));
        Assert.True(Has(0, "payment:medicaid"));
        Assert.False(Has(1, "payment:medicaid") || Has(1, "?payment:medicaid"));
        Assert.True(Has(0, "accreditation:carf") && Has(1, "accreditation:carf"));
        Assert.True(Has(0, "certification:mental-health-clinic") && Has(1, "certification:mental-health-clinic"));
        // No for the substance use entry, never asked of the mental health entry: the better of the two is "unknown".
        Assert.True(Has(0, "?accreditation:coa") && Has(1, "?accreditation:coa"));
        Assert.True(Has(0, "?population:lgbtq") && Has(1, "?population:lgbtq"));
    }

    [Fact]
    public void Every_code_stated_is_a_service_token()
    {
        Assert.True(Has(0, "service:OIT"));
        Assert.False(Has(1, "service:OIT"));
        Assert.All(Indexed.Programs, program => Assert.Equal(program.Tokens.Order(StringComparer.Ordinal).Distinct(), program.Tokens));
    }

    [Fact]
    public void Names_of_site_and_programs_and_the_city_are_searchable()
    {
        Assert.Superset(new HashSet<string> { "clinica", "hope", "recovery", "unit", "atlanta" }, Indexed.Words.ToHashSet());
        Assert.Equal("clinica hope and co", Indexed.SortName);
    }

    [Fact]
    public void The_document_is_json_in_the_contracts_order_and_plain_text()
    {
        using JsonDocument json = JsonDocument.Parse(Indexed.Document.ToBytes());
        JsonElement root = json.RootElement;
        Assert.Equal(
            [
                "name", "location", "address", "phones", "website", "assistance", "accreditation", "license", "certification",
                "facilityType", "operator", "unknown", "programs",
            ],
            root.EnumerateObject().Select(member => member.Name));
        Assert.Equal("Clínica <Hope> & Co", root.GetProperty("name").GetString());
        Assert.Contains("Clínica <Hope> & Co", System.Text.Encoding.UTF8.GetString(Indexed.Document.ToBytes()), StringComparison.Ordinal);
        Assert.Equal(33.7901, root.GetProperty("location").GetProperty("lat").GetDouble());
        Assert.Equal(-84.3877, root.GetProperty("location").GetProperty("lon").GetDouble());
        Assert.Equal("f1-su1", Assert.Single(root.GetProperty("accreditation").GetProperty("statedBy").EnumerateArray()).GetString());
        Assert.Equal("f1-mh1", Assert.Single(root.GetProperty("certification").GetProperty("statedBy").EnumerateArray()).GetString());
    }

    [Fact]
    public void A_program_says_what_it_states_what_is_unknown_and_whom_it_refuses()
    {
        using JsonDocument json = JsonDocument.Parse(Indexed.Document.ToBytes());
        JsonElement substanceUse = json.RootElement.GetProperty("programs")[0], mentalHealth = json.RootElement.GetProperty("programs")[1];
        Assert.Equal(["outpatient", "intensive-outpatient"], Strings(substanceUse, "level"));
        Assert.Contains("population:lgbtq", Strings(substanceUse, "unknown"));
        Assert.Contains("detoxFrom", Strings(mentalHealth, "unknown"));
        Assert.Contains("level:intensive-outpatient", Strings(mentalHealth, "unknown"));
        Assert.Equal(["dui"], Strings(substanceUse, "restrictedTo"));
        Assert.Empty(Strings(mentalHealth, "restrictedTo"));
        Assert.Equal(["veterans"], Strings(mentalHealth, "operatedFor"));
        JsonElement source = substanceUse.GetProperty("source");
        Assert.Equal(("Test directory", "2026-01-02", 2), (source.GetProperty("name").GetString(), source.GetProperty("asOf").GetString(), source.GetProperty("row").GetInt32()));
    }

    private static string?[] Strings(JsonElement element, string member) =>
        [.. element.GetProperty(member).EnumerateArray().Select(value => value.GetString())];
}
