using System.Text;
using Locator.Elasticsearch.Indexes;
using Locator.Elasticsearch.Search;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Search;
using Locator.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Locator.Tests.Elasticsearch;

/// <summary>What is written into an index is what a search reads from it, and little of it travels besides what a search needs.</summary>
public sealed class StoredFacilityTests
{
    private static readonly string[] Values = [.. Vocabulary.Current.Groups.SelectMany(group => group.Values).Select(value => value.Token)];

    private static StoredFacility Stored(IndexedFacility facility) =>
        Assert.Single(ServerAnswer.AllOf(AnswerOf(ElasticsearchDocument.Write(facility).Line), expected: 1)[0].Hits).Facility;

    /// <summary>As a server writes it: the document as it was sent.</summary>
    private static byte[] AnswerOf(ReadOnlyMemory<byte> line) =>
    [
        .. """{"took":1,"responses":[{"took":1,"timed_out":false,"_shards":{"total":1,"successful":1},"hits":{"total":{"value":1},"hits":[{"_id":"f","_source":"""u8,
        .. line.Span,
        .. ""","sort":[1.5,"f"]}]},"status":200}]}"""u8,
    ];

    [Theory]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"name":"Café \"Ü\" \\ \u003c","n":1.50}""")]
    [InlineData("{\"name\":\"\u007f\",\"\u007f\u007f\":\"\\\"\u007f\\\"\"}")]
    [InlineData("{\r\n\t\"name\": \"\U0001F3E5\u0080\" }")]
    public void A_document_comes_back_byte_for_byte(string document)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(document);
        StoredFacility stored = Stored(AFacility.With("f", ["x:y"]) with { Document = bytes });
        Assert.Equal(document, Encoding.UTF8.GetString(stored.Document));
    }

    /// <summary>Numbers that are a part of each other, and tokens that no vocabulary has.</summary>
    [Fact]
    public void Of_the_tokens_of_a_program_exactly_those_that_it_has_are_found()
    {
        string[] all =
        [
            .. Values, .. Values.Select(FilterValue.UnknownTokenOf), .. Vocabulary.Current.Codes.Select(code => ServiceTokens.Of(code.Code)),
            "level:of-another-release", "a:1,2,3", "a:\"1\"", "service:New \\ Ü", "service:11",
        ];
        Random random = new(7);
        for (int i = 0; i < 200; i++)
        {
            HashSet<string> has = [.. random.GetItems(i % 2 == 0 ? all : all[..^5], random.Next(1, 200))];
            StoredProgram program = Assert.Single(Stored(AFacility.With("f", [.. has])).Programs);
            AskedToken[] asked = [.. all.Order(StringComparer.Ordinal).Select(token => new AskedToken(token, IndexTokens.Current))];
            Assert.Equal(has.Order(StringComparer.Ordinal), program.Among(asked));
            Assert.Equal(ServiceTokens.CodesIn(has.Order(StringComparer.Ordinal)), program.Codes(IndexTokens.Current));
        }
    }

    [Fact]
    public void A_facility_with_any_number_of_programs_comes_back_whole()
    {
        foreach (int programs in (int[])[1, 2, 5])
        {
            IndexedFacility facility = AFacility.With("f", [.. Enumerable.Range(0, programs).Select(i => (string[])[Values[i]])]);
            StoredFacility stored = Stored(facility);
            Assert.Equal((facility.Id, facility.SortName, facility.Point, true), (stored.Id, stored.SortName, stored.Point, stored.LocationIsExact));
            Assert.Equal(facility.Programs.Select(program => program.Id), stored.Programs.Select(program => program.Id));
        }

        Assert.Null(Stored(AFacility.With("f", ["x:y"]).At(null)).Point);
    }

    [Fact]
    public void A_token_of_the_vocabulary_takes_four_bytes_and_a_group_its_name()
    {
        IndexedFacility none = AFacility.With("f", (string[])[]), all = AFacility.With("f", Values);
        int more = ElasticsearchDocument.Write(all).Line.Length - ElasticsearchDocument.Write(none).Line.Length;
        Assert.InRange(more, 1, (4 * Values.Length) + Vocabulary.Current.Groups.Sum(group => group.Name.Length + "\"\":[],".Length));
    }

    [Fact]
    public void Of_the_national_directory_a_result_takes_less_than_1600_bytes_besides_its_own_part_of_an_answer()
    {
        IReadOnlyList<IndexedFacility> facilities = RealDirectory.NationalIndexed;
        long sent = 0, document = 0;
        foreach (IndexedFacility facility in facilities)
        {
            sent += ElasticsearchDocument.Write(facility).Line.Length;
            document += facility.Document.Length;
        }

        TestContext.Current.SendDiagnosticMessage("{0} bytes a facility, {1} of them its part of an answer", sent / facilities.Count, document / facilities.Count);
        Assert.InRange(sent - document, 1, 1_600L * facilities.Count);
    }

    [Fact]
    public async Task A_search_is_one_request_however_many_are_asked_at_once_and_one_more_finds_the_radius()
    {
        const string found =
            """{"timed_out":false,"_shards":{"total":1,"successful":1},"hits":{"total":{"value":0},"hits":[]},"aggregations":{"rings":{"buckets":[]}},"status":200}""";
        await using StubServer server = await StubCluster.AnsweringAsync(async context =>
        {
            using StreamReader body = new(context.Request.Body);
            int searches = (await body.ReadToEndAsync(context.RequestAborted)).Count(character => character == '\n') / 2;
            await StubCluster.JsonAsync(context, $$"""{"responses":[{{string.Join(',', Enumerable.Repeat(found, searches))}}]}""");
        });
        await using ServiceProvider services = StubCluster.Services(server);
        ElasticsearchEngine engine = services.GetRequiredService<ElasticsearchEngine>();
        _ = await engine.VersionsAsync(TestContext.Current.CancellationToken);
        SearchQuery fixedCircle = new() { Origin = AFacility.Atlanta, Radius = Distance.FromMiles(25) }, automatic = new() { Origin = AFacility.Atlanta, FindRadius = true };
        foreach ((SearchQuery[] queries, int requests) in new[] { (new[] { fixedCircle }, 1), ([fixedCircle, fixedCircle, fixedCircle], 1), ([automatic, fixedCircle, automatic], 2) })
        {
            int before = StubCluster.SearchesOf(server);
            _ = await engine.SearchAsync(StubCluster.Published, queries, TestContext.Current.CancellationToken);
            Assert.Equal(requests, StubCluster.SearchesOf(server) - before);
        }
    }
}
