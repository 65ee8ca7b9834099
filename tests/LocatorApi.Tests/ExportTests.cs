using System.Net;
using System.Text.Json;
using Locator.Versions;
using Microsoft.Extensions.DependencyInjection;

namespace LocatorApi.Tests;

public sealed class ExportTests
{
    [Fact]
    public async Task Lines_of_JSON_have_a_head_every_facility_as_it_is_answered_alone_and_an_end_that_counts()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(5));
        JsonElement[] lines = await LinesAsync(api, "/v1/export");
        Assert.Equal(5, lines[0].GetProperty("facilities").GetInt32());
        Assert.Equal(("Nobody", "Public domain"), (lines[0].GetProperty("sources")[0].GetProperty("attribution").GetString(), lines[0].GetProperty("sources")[0].GetProperty("license").GetString()));
        Assert.Equal("crisis", lines[0].GetProperty("notices")[0].GetProperty("kind").GetString());
        Assert.Equal(["f00", "f01", "f02", "f03", "f04"], lines[1..^1].Select(line => line.GetProperty("id").GetString()));
        Assert.Equal("""{"end":true,"facilities":5}""", lines[^1].GetRawText());
        Assert.Equal(
            (await api.GetAsync("/v1/facilities/f03")).EnumerateObject().Where(member => member.Name is not ("directory" or "notices")).Select(member => member.ToString()),
            lines[4].EnumerateObject().Select(member => member.ToString()));
    }

    [Fact]
    public async Task An_export_goes_on_behind_an_id_in_the_version_in_which_it_began()
    {
        await using ApiHost api = new();
        string first = await api.PublishAsync(TestFacilities.InAtlanta(5));
        await api.PublishAsync(TestFacilities.InAtlanta(7));
        JsonElement[] rest = await LinesAsync(api, $"/v1/export?version={first}&after=f02");
        Assert.Equal((first, "f02"), (rest[0].GetProperty("directory").GetProperty("version").GetString(), rest[0].GetProperty("after").GetString()));
        Assert.Equal(["f03", "f04"], rest[1..^1].Select(line => line.GetProperty("id").GetString()));
        Assert.Equal(2, rest[^1].GetProperty("facilities").GetInt32());
        Assert.Equal(2, (await LinesAsync(api, $"/v1/export?version={first}&after=f04")).Length);
        Assert.Equal(9, (await LinesAsync(api, "/v1/export")).Length);

        await api.GetAsync("/v1/export?after=f02", HttpStatusCode.BadRequest);
        await api.GetAsync("/v1/export?version=2011-01-01.1", HttpStatusCode.BadRequest);
        await api.GetAsync("/v1/export?format=csv", HttpStatusCode.BadRequest);
        await api.PublishAsync(TestFacilities.InAtlanta(8));
        await api.PublishAsync(TestFacilities.InAtlanta(9));
        JsonElement gone = await api.GetAsync($"/v1/export?version={first}&after=f02", HttpStatusCode.Gone);
        Assert.Equal("/problems/version-gone", gone.GetProperty("type").GetString());
    }

    [Fact]
    public async Task The_sample_is_exported_too()
    {
        await using ApiHost api = new();
        JsonElement[] lines = await LinesAsync(api, "/v1/export");
        Assert.Equal("sample", lines[0].GetProperty("directory").GetProperty("kind").GetString());
        Assert.Equal(lines[0].GetProperty("facilities").GetInt32(), lines.Length - 2);
        string middle = lines[lines.Length / 2].GetProperty("id").GetString()!;
        string version = lines[0].GetProperty("directory").GetProperty("version").GetString()!;
        Assert.Equal(lines.Length - 2 - (lines.Length / 2), (await LinesAsync(api, $"/v1/export?version={version}&after={middle}"))[^1].GetProperty("facilities").GetInt32());
    }

    [Theory]
    [InlineData("application/x-ndjson", "identity")]
    [InlineData("text/csv", "identity")]
    [InlineData("application/geo+json", "identity")]
    [InlineData("application/x-ndjson", "gzip")]
    [InlineData("application/x-ndjson", "br")]
    public async Task A_version_that_is_lost_behind_what_was_sent_breaks_the_connection(string format, string encoding)
    {
        // Enough that a first part is sent before the loss can be seen. Over a real connection: only there it can be broken.
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(400), Interrupted);
        api.UseKestrel(0);
        using HttpClient client = api.CreateClient();
        client.DefaultRequestHeaders.Add("Accept", format);
        client.DefaultRequestHeaders.Add("Accept-Encoding", encoding);
        using HttpResponseMessage response = await client.GetAsync("/v1/export", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_version_that_cannot_be_read_at_all_is_an_error_before_anything_is_sent()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(2), Interrupted);
        JsonElement error = await api.GetAsync("/v1/export", HttpStatusCode.ServiceUnavailable);
        Assert.Equal("/problems/search-unavailable", error.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Who_knows_the_export_is_told_so_and_HEAD_sends_no_facilities()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(3));
        using HttpClient client = api.CreateClient();
        using HttpRequestMessage head = new(HttpMethod.Head, "/v1/export");
        using HttpResponseMessage first = await client.SendAsync(head);
        Assert.Equal("application/x-ndjson", first.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await first.Content.ReadAsByteArrayAsync());
        client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage again = await client.GetAsync("/v1/export");
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Contains("Accept", again.Headers.Vary);
        client.DefaultRequestHeaders.Add("Accept", "text/csv");
        using HttpResponseMessage other = await client.GetAsync("/v1/export");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    /// <summary>The store loses the version at the end of reading it.</summary>
    private static readonly Action<IServiceCollection> Interrupted = WatchedStore.Of(store => new WatchedStore(store)
    {
        AtEnd = manifest => throw new VersionGoneException(manifest.Stamp.Id),
    });

    private static async Task<JsonElement[]> LinesAsync(ApiHost api, string path)
    {
        using HttpClient client = api.CreateClient();
        using HttpResponseMessage response = await client.GetAsync(path);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        string text = await response.Content.ReadAsStringAsync();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return [.. text.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
