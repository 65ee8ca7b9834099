using System.Text;
using System.Text.Json;
using Locator.Facilities;
using Locator.Places;
using LocatorApi.Http;
using LocatorApi.Search.Parameters;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LocatorApi.Tests;

/// <summary>Requests that hold words which stand nowhere else, for every endpoint there is: answered, refused and misdirected ones.</summary>
public static class MarkedRequests
{
    private const string Marker = "qzmarker";

    /// <summary>The words.</summary>
    public static readonly string[] Markers =
    [
        "30309", "30999", "33.7154", "84.1537", "17.25", Marker, "OIT", "intensive-outpatient", "medicaid", "13121", "07643", "fm19m2b7v5xt0",
        "alpharetta", "kalamazoo",
    ];

    /// <summary>What is asked in an address.</summary>
    private static readonly string[] Addresses =
    [
        "/v1/search?zip=30309&radius=17.25&q=qzmarker&level=intensive-outpatient&payment=medicaid&service=OIT&unknown=level&facets=payment",
        "/v1/search?lat=33.7154&lon=-84.1537&ageMatch=all&age=adults",
        "/v1/search?bbox=-84.1537,33.6,-84.0,33.7154&limit=1",
        "/v1/search?county=13121",
        "/v1/search?state=GA&county=qzmarker",
        "/v1/search?zip=qzmarker", "/v1/search?zip=30999", "/v1/search?zip=30309&qzmarker=1", "/v1/search?zip=30309&level=qzmarker",
        "/v1/search?zip=30309&payment=aetna&q=qzmarker", "/v1/search?lat=qzmarker&lon=33.7154", "/v1/search?cursor=qzmarker",
        "/v1/search?place=Alpharetta,%20GA", "/v1/search?place=qzmarker,%20GA",
        "/v1/search?zip=30309&zip=07643", "/v1/search?zip=30309%00&q=%ffqzmarker", "/v1/search/qzmarker",
        "/v1/search?lat=33.7154&lon=84.1537", "/v1/search?zip=30309&q=" + "qzmarkerqzmarker",
        "/v1/zips/30309", "/v1/zips/30999", "/v1/zips/qzmarker", "/v1/facilities/qzmarker", "/v1/facilities/fm19m2b7v5xt0", "/problems/qzmarker",
        "/v1/facilities?id=fm19m2b7v5xt0&id=qzmarker", "/v1/places?q=alpharetta", "/v1/places?q=alpharetta&lat=33.7154&lon=-84.1537", "/v1/places?q=30309",
        "/v1/clusters?bbox=-84.1537,33.6,-84.0,33.7154&zoom=8&payment=medicaid&level=intensive-outpatient",
        "/v1/changes?since=qzmarker", "/v1/export?after=fm19m2b7v5xt0", "/v1/export?after=qzmarker",
        "/v1/qzmarker", "/qzmarker?zip=30309", "/swagger/qzmarker.js", "/openapi/qzmarker.json", "/healthz/qzmarker", "/docs/qzmarker.md",
    ];

    /// <summary>What is asked in a body.</summary>
    private static readonly (string Path, string Body)[] Bodies =
    [
        ("/v1/search", """{"zip":"30309","radius":17.25,"q":"qzmarker","level":["intensive-outpatient"],"payment":"medicaid","service":"OIT"}"""),
        ("/v1/search", """{"polygon":{"type":"Polygon","coordinates":[[[-84.1537,33.7154],[-84.0,33.7154],[-84.0,33.9],[-84.1537,33.7154]]]},"payment":"medicaid"}"""),
        ("/v1/search", """{"polygon":{"type":"qzmarker","coordinates":[33.7154]}}"""), ("/v1/search", """{"place":"Kalamazoo, MI","payment":"medicaid"}"""),
        ("/v1/search", """{"zip":"30309","qzmarker":"30999"}"""), ("/v1/search", """{"cursor":"qzmarker"}"""), ("/v1/search", "qzmarker 30309"),
        ("/v1/zips", """{"zip":"30309"}"""), ("/v1/zips", """{"zip":"qzmarker"}"""), ("/v1/zips", """{"zip":"30999"}"""),
        ("/v1/places", """{"q":"kalamazoo"}"""), ("/v1/places", """{"q":"kalamazoo","lat":33.7154,"lon":-84.1537}"""),
        ("/mcp", Call("search_programs", """{"zip":"30309","payment":"medicaid","level":"intensive-outpatient"}""")),
        ("/mcp", Call("search_programs", """{"zip":"qzmarker","qzmarker":"30309"}""")), ("/mcp", Call("resolve_place", """{"q":"kalamazoo"}""")),
        ("/mcp", Call("get_facility", """{"id":"fm19m2b7v5xt0"}""")), ("/mcp", Call("qzmarker", """{"zip":"30309"}""")),
    ];

    /// <summary>What is asked in a form.</summary>
    private static readonly (string Path, string Form)[] Forms =
    [
        .. ((string[])["", "/en", "/es"]).SelectMany(language => ((string Path, string Form)[])
        [
            (language + "/facilities/fm19m2b7v5xt0", "where=30309&payment=medicaid&level=intensive-outpatient&q=qzmarker"),
            (language + "/shortlist", "where=30309&payment=medicaid&pick=fm19m2b7v5xt0&pick=qzmarker"), (language + "/shortlist.csv", "where=30309&pick=fm19m2b7v5xt0"),
        ]),
        ("/search", "where=30309&payment=medicaid&level=intensive-outpatient&q=qzmarker"), ("/en/search", "where=qzmarker&payment=medicaid"),
        ("/es/search", "where=kalamazoo,+MI&level=qzmarker"), ("/en/search", "lat=33.7154&lon=-84.1537&radius=17.25"), ("/es/search", "where=30309"),
        ("/map/matches", "where=30309&bbox=-84.1537,33.6,-84.0,33.7154&zoom=8&payment=medicaid&level=intensive-outpatient"),
        ("/map/matches", "bbox=qzmarker&zoom=qzmarker&qzmarker=30309"), ("/map/places", "state=GA&state=qzmarker"),
    ];

    /// <summary>Endpoints that take nothing of a search: versions, names of errors, addresses of pages.</summary>
    private static readonly string[] NotAboutSearches = ["/v1/changes"];

    /// <summary>Sends them all, and what follows from their answers: the next page, by its cursor. Returns every marker.</summary>
    public static async Task<IReadOnlyList<string>> SendAsync(ApiHost api, HttpClient client, PrivacyWitness witness)
    {
        // A directory that the test published has other ids than the sample.
        List<string> markers = [.. Markers];
        IEnumerable<string> everyParameter = new SearchParameters(Vocabulary.Current, Gazetteer.Bundled).All.SelectMany(
            parameter => (string[])[$"/v1/search?{parameter.Name}={Marker}", $"/v1/search?lat=33.7154&lon=-84.1537&{parameter.Name}={Marker}"]);
        IEnumerable<string> everyEndpoint = EveryEndpoint.Of(api).SelectMany(
            endpoint => (string[])[endpoint.PathWith(Marker), endpoint.PathWith("30309"), $"{endpoint.PathWith(Marker)}?{Marker}={Marker}&zip=30309"]);
        foreach (string address in Addresses.Concat(everyParameter).Concat(everyEndpoint))
        {
            await AskAsync(client, witness, new HttpRequestMessage(HttpMethod.Get, address));
        }

        await AskAsync(client, witness, new HttpRequestMessage(HttpMethod.Options, "/v1/zips/30309"));
        await AskAsync(client, witness, new HttpRequestMessage(HttpMethod.Delete, "/v1/zips/30309"));
        await AskAsync(client, witness, new HttpRequestMessage(HttpMethod.Head, "/v1/zips/30309"));
        await AskAsync(client, witness, new HttpRequestMessage(new HttpMethod("QZMARKER"), "/v1/zips/30309"));
        await AskAsync(client, witness, new HttpRequestMessage(HttpMethod.Get, "/v1/zips/30309?q=" + string.Concat(Enumerable.Repeat(Marker, 300))));
        IEnumerable<(string, string)> everyBody = EveryEndpoint.Of(api).Where(endpoint => endpoint.Methods.Contains("POST"))
            .SelectMany(endpoint => (string[])[$$"""{"{{Marker}}":"30309"}""", Marker, string.Concat(Enumerable.Repeat(Marker, 10_000))], (endpoint, body) => (endpoint.Route, body));
        foreach ((string path, string body) in Bodies.Concat(everyBody))
        {
            HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Accept.ParseAdd("application/json, text/event-stream");
            // The server closes the connection of a body that it does not read to its end: the next request must not be sent on it.
            request.Headers.ConnectionClose = true;
            await AskAsync(client, witness, request);
        }

        foreach ((string path, string form) in Forms)
        {
            await AskAsync(client, witness, new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"),
            });
        }

        string? next = NextOf(await AskAsync(client, witness, new HttpRequestMessage(HttpMethod.Get, "/v1/search?state=GA&payment=medicaid&limit=1")));
        if (next is not null)
        {
            markers.Add(next[..24]);
            markers.Add(next[^24..]);
            await AskAsync(client, witness, new HttpRequestMessage(HttpMethod.Get, "/v1/search?cursor=" + Uri.EscapeDataString(next)));
            await AskAsync(client, witness, new HttpRequestMessage(HttpMethod.Get, "/v1/search?zip=30309&cursor=" + Uri.EscapeDataString(next)));
        }

        return markers;
    }

    /// <summary>Endpoints that take what somebody searches for and have answered none of these requests: a request is missing here.</summary>
    public static IEnumerable<string> Unasked(ApiHost api, PrivacyWitness witness) => api.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .SelectMany(endpoint => endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? [], (endpoint, method) => (endpoint, method))
        .Where(one => one.method == "POST" || (one.method == "GET" && Takes(one.endpoint)))
        .Select(one => $"{one.method} /{one.endpoint.RoutePattern.RawText!.TrimStart('/')}")
        .Where(name => !witness.Answered.ContainsKey(name) && !NotAboutSearches.Contains(name.Split(' ')[1]));

    private static bool Takes(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("v1/", StringComparison.Ordinal)
        && (endpoint.RoutePattern.Parameters.Count > 0 || endpoint.Metadata.GetMetadata<QueryNames>() is { Names: null or { Count: > 0 } });

    private static async Task<string> AskAsync(HttpClient client, PrivacyWitness witness, HttpRequestMessage request)
    {
        using (request)
        {
            try
            {
                using HttpResponseMessage response = await client.SendAsync(request);
                witness.See("header " + string.Join('\n', response.Headers.Concat(response.Content.Headers).SelectMany(h => h.Value.Prepend(h.Key))));
                return await response.Content.ReadAsStringAsync();
            }
            catch (HttpRequestException)
            {
                // The server hangs up on a body that is too large, while it is still sent.
                return "";
            }
        }
    }

    private static string? NextOf(string page)
    {
        try
        {
            return JsonDocument.Parse(page).RootElement.TryGetProperty("next", out JsonElement next) ? next.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Call(string tool, string arguments) =>
        $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}}}""";
}
