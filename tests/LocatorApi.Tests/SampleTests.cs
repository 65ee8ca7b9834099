using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace LocatorApi.Tests;

public sealed class SampleTests
{
    [Fact]
    public async Task A_store_that_never_held_a_version_serves_the_sample_and_every_answer_says_so()
    {
        await using ApiHost api = new();
        JsonElement directory = await api.GetAsync("/v1/directory");
        Assert.Equal("sample", directory.GetProperty("kind").GetString());
        string id = "none";
        foreach (string path in (string[])["/v1/search?state=GA", "/v1/search?zip=30309", "/v1/filters", "/v1/directory"])
        {
            JsonElement answer = await api.GetAsync(path);
            Assert.Contains(answer.GetProperty("notices").EnumerateArray(), n => n.GetProperty("kind").GetString() == "sample-data");
            if (answer.TryGetProperty("results", out JsonElement results) && results.GetArrayLength() > 0)
            {
                id = results[0].GetProperty("id").GetString()!;
                Assert.Equal("sample", answer.GetProperty("directory").GetProperty("kind").GetString());
            }
        }

        foreach ((string path, HttpStatusCode status) in ((string, HttpStatusCode)[])[("/v1/search?zip=x", HttpStatusCode.BadRequest), ("/nope", HttpStatusCode.NotFound), ("/v1/zips/30309", HttpStatusCode.OK), ("/v1/search?zip=09012", HttpStatusCode.OK)])
        {
            JsonElement answer = await api.GetAsync(path, status);
            Assert.Contains(answer.GetProperty("notices").EnumerateArray(), n => n.GetProperty("kind").GetString() == "sample-data");
        }

        JsonElement facility = await api.GetAsync("/v1/facilities/" + id);
        Assert.Contains(facility.GetProperty("notices").EnumerateArray(), n => n.GetProperty("kind").GetString() == "sample-data");
    }

    [Fact]
    public async Task It_lives_and_is_ready()
    {
        await using ApiHost api = new();
        Assert.Equal("live", (await api.GetAsync("/healthz/live")).GetProperty("status").GetString());
        JsonElement ready = await api.GetAsync("/healthz/ready");
        Assert.Equal("ready", ready.GetProperty("status").GetString());
        Assert.Equal("embedded", ready.GetProperty("engine").GetString());
        Assert.True(ready.GetProperty("directory").GetProperty("facilities").GetInt32() > 0);
    }

    [Fact]
    public async Task Readiness_and_a_warning_at_start_tell_the_sample_from_a_directory()
    {
        foreach (bool isSample in (bool[])[true, false])
        {
            FakeLogCollector logs = new();
            Action<IServiceCollection> listen = services => services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(logs)));
            await using ApiHost api = isSample ? new ApiHost(listen) : await ApiHost.ServingAsync(TestFacilities.InAtlanta(3), listen);
            JsonElement directory = (await api.GetAsync("/healthz/ready")).GetProperty("directory");
            Assert.Equal(isSample ? "sample" : "public", directory.GetProperty("kind").GetString());
            Assert.Equal(isSample, logs.GetSnapshot().Any(log =>
                log.Level == LogLevel.Warning && log.Message.Contains("invented", StringComparison.Ordinal)));
        }
    }
}
