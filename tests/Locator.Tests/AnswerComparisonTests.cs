using Locator.Testing;
using Xunit;

namespace Locator.Tests;

public sealed class AnswerComparisonTests
{
    [Fact]
    public void Answers_of_two_processes_on_two_days_are_the_same()
    {
        Assert.Empty(AnswerComparison.Between(
            Page("""{"directory":{"version":"2026-01-02.1","asOf":"2024-12-31"},"total":3,"next":"abc","traceId":"1"}"""),
            Page("""{"directory":{"version":"2026-11-25.12","asOf":"2024-12-31"},"total":3,"next":"defgh","traceId":"2"}""")));
        Assert.Empty(AnswerComparison.Between(
            Page("""{"version":"2026-01-02.1","importedAt":"2026-01-02T03:04:05Z","facilities":3}"""),
            Page("""{"version":"2026-11-25.1","importedAt":"2026-11-25T03:04:05Z","facilities":3}""")));
    }

    [Theory]
    [InlineData("""{"next":"abc"}""", """{"next":null}""", "$.next")]
    [InlineData("""{"directory":{"version":"2026-01-02.1"}}""", """{"directory":{"version":"none"}}""", "$.directory.version")]
    [InlineData("""{"info":{"version":"2026-01-02.1"}}""", """{"info":{"version":"2026-01-02.2"}}""", "$.info.version")]
    [InlineData("""{"results":[{"next":"abc"}]}""", """{"results":[{"next":"abd"}]}""", "$.results[].next")]
    [InlineData("""{"results":[{"id":"a"},{"id":"b"}]}""", """{"results":[{"id":"b"},{"id":"a"}]}""", "$.results[].id")]
    [InlineData("""{"results":[{"id":"a"}]}""", """{"results":[]}""", "$.results[]")]
    [InlineData("""{"matched":{"f0123456789ab-su1":"stated"}}""", """{"matched":{"f0123456789ab-su1":"none"}}""", "$.matched.{id}")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""", "$ (order of members)")]
    [InlineData("""{"a":1}""", """{"a": 1}""", "bytes")]
    [InlineData("""{"a":1.0}""", """{"a":1}""", "$.a")]
    [InlineData("""{"a":"1"}""", """{"a":1}""", "$.a")]
    [InlineData("""{"a":"é"}""", """{"a":"\u00e9"}""", "bytes")]
    [InlineData("""{"a":1}""", "nothing", "bytes")]
    public void Whatever_else_differs_is_named_by_its_place(string recorded, string now, string place)
    {
        Assert.Equal(place, Assert.Single(AnswerComparison.Between(Page(recorded), Page(now))).Place);
    }

    [Fact]
    public void A_renamed_member_is_one_that_is_absent_and_another_one()
    {
        IReadOnlyList<AnswerDifference> differences = AnswerComparison.Between(
            Page("""{"sources":[{"licence":"none"},{"licence":"none"}],"total":1}"""), Page("""{"sources":[{"license":"none"},{"license":"none"}],"total":2}"""));
        Assert.Equal(
            [new("$.sources[].licence", "\"none\"", "absent"), new("$.sources[].license", "absent", "\"none\""), new("$.total", "1", "2")], differences);
    }

    [Fact]
    public void Status_and_content_type_count_as_well()
    {
        ApiAnswer page = Page("""{"a":1}""");
        Assert.Equal("status 200 → 404", Assert.Single(AnswerComparison.Between(page, page with { Status = 404, Body = "{}" })).Place);
        Assert.Equal("content type", Assert.Single(AnswerComparison.Between(page, page with { ContentType = "text/plain" })).Place);
        Assert.Equal(["content type", "$.a"], AnswerComparison.Between(page, Page("""{"a":2}""") with { ContentType = null }).Select(d => d.Place));
    }

    [Fact]
    public void A_line_gives_back_the_answer_that_it_was_written_from()
    {
        ApiAnswer answer = Page("{\"q\":\"Mayagüez \\\"Ω\\\" \\u0000\",\n\"html\":\"<b>&\"}") with { ContentType = null };
        Assert.DoesNotContain('\n', answer.ToLine());
        Assert.Equal(answer, ApiAnswer.OfLine(answer.ToLine()));
    }

    private static ApiAnswer Page(string body) => new("GET", "/v1/search?zip=30309", 200, "application/json; charset=utf-8", body);
}
