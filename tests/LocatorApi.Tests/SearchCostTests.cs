using System.Buffers;
using Locator.Facilities;
using Locator.Search;
using Locator.Search.Embedded;
using LocatorApi.Http;
using LocatorApi.Search;
using LocatorApi.Search.Page;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocatorApi.Tests;

/// <summary>What a search through the API costs, in what is the same on every machine: questions to the engine, and bytes.</summary>
public sealed class SearchCostTests
{
    private const string Standard = "?zip=30309&radius=25&payment=medicaid";

    /// <summary>What answering a search allocates besides the engine's answer, a third more than was seen.</summary>
    private const long MostAllocated = 30_000;

    [Theory]
    [InlineData("zip=30309&radius=25&payment=medicaid", new[] { 1 })]
    [InlineData("zip=30309", new[] { 1 })]
    // What helps where nothing is found: a count without each of two filters, in the automatic area and near the origin; and the nearest.
    [InlineData("zip=30309&radius=25&payment=medicare&level=residential", new[] { 1, 4, 1, 1 })]
    public async Task The_engine_is_asked_no_more_often_than_this(string search, int[] questions)
    {
        List<int> asked = [];
        EmbeddedEngine? embedded = null;
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(25), services =>
            services.Replace(ServiceDescriptor.Singleton<ISearchEngine>(provider =>
            {
                embedded = provider.GetRequiredService<EmbeddedEngine>();
                return new StubEngine((version, queries, cancellation) =>
                {
                    asked.Add(queries.Count);
                    return embedded.SearchAsync(version, queries, cancellation);
                });
            })));
        await api.GetAsync("/v1/search?" + search);
        Assert.Equal(questions, asked);
    }

    [Fact]
    public async Task An_answer_allocates_no_more_than_this_and_is_written_into_one_buffer_that_is_used_again()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(25));
        await api.GetAsync("/v1/search" + Standard);
        Searches searches = api.Services.GetRequiredService<Searches>();
        ArrayBufferWriter<byte> buffer = new(1 << 20);
        long allocated = 0;
        for (int i = 0; i < 50; i++)
        {
            buffer.ResetWrittenCount();
            long before = GC.GetAllocatedBytesForCurrentThread();
            // The embedded engine answers at once, on this thread.
            Task<Microsoft.AspNetCore.Http.HttpResults.Results<JsonBody<SearchPage>, Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>> answer =
                searches.AnswerAsync(
                    RawParameters.FromQuery(new Microsoft.AspNetCore.Http.QueryString(Standard)), inBody: false, new ParameterErrors(), CancellationToken.None);
            Assert.True(answer.IsCompleted);
            ((IWrittenJson)((JsonBody<SearchPage>)(await answer).Result).Value).WriteTo(buffer);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.InRange(allocated, 1, MostAllocated);
    }
}
