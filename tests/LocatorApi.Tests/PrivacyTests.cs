using System.Diagnostics;
using System.Diagnostics.Metrics;
using Locator.Search;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocatorApi.Tests;

/// <summary>What someone searched for reaches no log, metric, trace, exception or response header. Over Kestrel, with every log switched on.</summary>
[Collection(PrivacyWitness.Alone)]
public sealed class PrivacyTests
{
    [Fact]
    public async Task Nothing_of_a_search_is_kept_when_it_is_answered_or_refused()
    {
        using PrivacyWitness witness = new();
        await using ApiHost api = Telling(witness);
        Assert.Empty(await LeaksAsync(api, witness));
        Assert.Empty(MarkedRequests.Unasked(api, witness));

        // What has been seen must be worth looking at.
        Assert.Contains(witness.Seen, text => text.StartsWith("log LocatorApi.", StringComparison.Ordinal));
        Assert.Contains(witness.Seen, text => text.StartsWith("exception ", StringComparison.Ordinal));
        Assert.Contains(witness.Seen, text => text.StartsWith("metric http.server.request.duration", StringComparison.Ordinal));
        Assert.Contains(witness.Seen, text => text.StartsWith("trace Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_trace_names_the_endpoint_by_its_route_and_never_by_the_path()
    {
        using PrivacyWitness witness = new();
        await using ApiHost api = Telling(witness);
        await LeaksAsync(api, witness);
        foreach (string route in (string[])["/v1/search", "/v1/zips/{zip}", "/v1/facilities/{id}"])
        {
            Assert.Contains(witness.Seen, text => text.StartsWith("trace Microsoft.AspNetCore", StringComparison.Ordinal)
                && text.Contains(" GET " + route + " ", StringComparison.Ordinal) && text.Contains("http.route=" + route, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Nothing_of_a_search_is_kept_when_it_fails()
    {
        // The text of that failure is the test's own.
        using PrivacyWitness witness = new();
        await using ApiHost api = Telling(witness, StubEngine.Failing(() => new InvalidOperationException("30309 qzmarker", new FormatException("33.7154"))));
        Assert.DoesNotContain(await LeaksAsync(api, witness), text => !text.StartsWith("exception ", StringComparison.Ordinal));
        Assert.Contains(witness.Seen, text => text.StartsWith("log LocatorApi.Http.ExceptionProblems", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_of_a_search_is_kept_when_the_engine_is_down()
    {
        using PrivacyWitness witness = new();
        await using ApiHost api = Telling(witness, StubEngine.Failing(
            () => new SearchUnavailableException("The engine is down.", new InvalidOperationException("qzmarker"))));
        Assert.Empty(await LeaksAsync(api, witness));
        Assert.Contains(witness.Seen, text => text.StartsWith("log LocatorApi.Http.ExceptionProblems", StringComparison.Ordinal));
    }

    /// <summary>What this test would not see, it could not promise.</summary>
    [Theory]
    [InlineData("log")]
    [InlineData("scope")]
    [InlineData("trace")]
    [InlineData("metric")]
    [InlineData("header")]
    [InlineData("exception")]
    public async Task Whatever_would_keep_a_search_is_found(string kind)
    {
        using PrivacyWitness witness = new();
        await using ApiHost api = Telling(witness, services => services.AddSingleton<IStartupFilter>(new Telltale(kind)));
        string[] leaks = await LeaksAsync(api, witness);
        Assert.NotEmpty(leaks);
        Assert.All(leaks, leak => Assert.StartsWith(kind + " ", leak, StringComparison.Ordinal));
    }

    /// <summary>An API that tells whatever it can: an operator who is hunting a bug switches everything on; and does not get this.</summary>
    internal static ApiHost Telling(PrivacyWitness witness, Action<IServiceCollection>? services = null)
    {
        ApiHost api = new(s =>
        {
            witness.Watch(s);
            services?.Invoke(s);
        });
        foreach (string rule in (string[])["Default", "Microsoft", "Microsoft.AspNetCore", "Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Routing", "Microsoft.*", "LocatorApi", "System", "Npgsql"])
        {
            api.With("Logging:LogLevel:" + rule, "Trace").With("Logging:Capture:LogLevel:" + rule, "Trace");
        }

        api.UseKestrel(0);
        return api;
    }

    /// <summary>Sends every marked request, and returns whatever was told of one.</summary>
    internal static async Task<string[]> LeaksAsync(ApiHost api, PrivacyWitness witness)
    {
        using HttpClient client = api.CreateClient();
        return witness.Leaks(await MarkedRequests.SendAsync(api, client, witness));
    }

    /// <summary>Tells on whoever asks, in one way.</summary>
    private sealed class Telltale(string kind) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            Meter meter = new("Telltale");
            Counter<int> counter = meter.CreateCounter<int>("telltale");
            app.Use(async (HttpContext context, RequestDelegate rest) =>
            {
                string query = context.Request.QueryString.ToString();
                ILogger logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("LocatorApi.Telltale");
                switch (kind)
                {
                    case "log":
                        logger.Log(LogLevel.Trace, default, query, exception: null, (text, _) => text);
                        break;
                    case "scope":
                        _ = logger.BeginScope(query);
                        break;
                    case "trace":
                        Activity.Current?.SetTag("told", query);
                        break;
                    case "metric":
                        counter.Add(1, KeyValuePair.Create("told", (object?)query));
                        break;
                    case "header" when context.Request.Path == "/v1/search" && query.All(char.IsAscii):
                        context.Response.Headers["X-Told"] = query;
                        break;
                    case "exception":
                        try
                        {
                            throw new FormatException(query);
                        }
                        catch (FormatException)
                        {
                            // Told already.
                        }

                        break;
                }

                await rest(context);
            });
            next(app);
        };
    }
}
