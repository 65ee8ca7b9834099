using System.Net;
using System.Text.Json;
using Locator.Search;
using Locator.Versions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocatorApi.Tests;

public sealed class OutageTests
{
    [Fact]
    public async Task An_engine_that_cannot_answer_is_503_with_a_time_to_come_back()
    {
        await using ApiHost api = new(StubEngine.Failing(() => new SearchUnavailableException("down")));
        using HttpClient client = api.CreateClient();
        using HttpResponseMessage response = await client.GetAsync("/v1/search?zip=30309");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        JsonElement problem = await api.GetAsync("/v1/search?zip=30309", HttpStatusCode.ServiceUnavailable);
        Assert.Equal("/problems/search-unavailable", problem.GetProperty("type").GetString());
        Assert.Equal("988", problem.GetProperty("notices")[0].GetProperty("phone").GetString());
    }

    [Fact]
    public async Task An_engine_that_hangs_is_given_up_after_the_time_out()
    {
        await using ApiHost api = new ApiHost(services => services.Replace(ServiceDescriptor.Singleton<ISearchEngine>(
            new StubEngine(async (_, _, cancellationToken) =>
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return [];
            })))).With("Search:Timeout", "00:00:00.100");
        JsonElement problem = await api.GetAsync("/v1/search?zip=30309", HttpStatusCode.ServiceUnavailable);
        Assert.Equal("/problems/search-unavailable", problem.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_fault_is_500_without_what_the_exception_says()
    {
        await using ApiHost api = new(StubEngine.Failing(() => new InvalidOperationException("secret")));
        JsonElement problem = await api.GetAsync("/v1/search?zip=30309", HttpStatusCode.InternalServerError);
        Assert.Equal("/problems/internal-error", problem.GetProperty("type").GetString());
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_lives_but_is_not_ready_while_the_engine_does_not_hold_the_version_served()
    {
        await using ApiHost api = new(StubEngine.Failing(() => new SearchUnavailableException("down")));
        await api.GetAsync("/healthz/live");
        JsonElement ready = await api.GetAsync("/healthz/ready", HttpStatusCode.ServiceUnavailable);
        Assert.Equal("unavailable", ready.GetProperty("status").GetString());
        Assert.NotEmpty(ready.GetProperty("problem").GetString()!);
    }

    [Fact]
    public async Task A_version_that_an_engine_lost_for_good_is_503_and_not_an_endless_retry()
    {
        int calls = 0;
        await using ApiHost api = new(StubEngine.Failing(() =>
        {
            calls++;
            return new VersionGoneException(VersionId.Parse("2000-01-01.1"));
        }));
        await api.GetAsync("/v1/search?zip=30309", HttpStatusCode.ServiceUnavailable);
        Assert.InRange(calls, 1, 2);
    }

    [Fact]
    public async Task Details_come_from_the_engine_and_are_503_while_it_is_away_but_who_has_them_is_told_so_all_the_same()
    {
        string path = "/v1/facilities/f00";
        await using ApiHost whole = await ApiHost.ServingAsync(TestFacilities.InAtlanta(1));
        using HttpClient client = whole.CreateClient();
        using HttpResponseMessage known = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);

        await using ApiHost away = await ApiHost.ServingAsync(TestFacilities.InAtlanta(1), StubEngine.Failing(() => new SearchUnavailableException("down")));
        await away.GetAsync(path, HttpStatusCode.ServiceUnavailable);
        using HttpClient other = away.CreateClient();
        using HttpRequestMessage again = new(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(known.Headers.ETag!);
        using HttpResponseMessage same = await other.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        await away.GetAsync("/v1/directory");
    }

    [Fact]
    public async Task The_counts_of_the_filters_are_asked_of_the_engine_once_for_each_version()
    {
        int calls = 0;
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(1), services =>
            services.Replace(ServiceDescriptor.Singleton<ISearchEngine>(new StubEngine((_, queries, _) =>
            {
                calls++;
                return Task.FromResult<IReadOnlyList<SearchAnswer>>(
                [
                    .. queries.Select(query => new SearchAnswer
                    {
                        Total = 1, UnknownHidden = 0, Hits = [], HasMore = false,
                        Facets = [.. query.Facets.Select(facet => new FacetCounts(facet.Group, [.. facet.Tokens.Select(token => new FacetCount(token, 1, 0))]))],
                    }),
                ]);
            }))));
        await api.GetAsync("/v1/filters");
        await api.GetAsync("/v1/filters");
        Assert.Equal(1, calls);
    }
}
