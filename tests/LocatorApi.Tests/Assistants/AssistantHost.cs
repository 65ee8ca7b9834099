using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace LocatorApi.Tests.Assistants;

/// <summary>An assistant: the official client of the Model Context Protocol, talking to the API.</summary>
public sealed class AssistantHost : IAsyncDisposable
{
    private readonly HttpClient _http;

    private AssistantHost(HttpClient http, McpClient client) => (_http, Client) = (http, client);

    public McpClient Client { get; }

    public static async Task<AssistantHost> ConnectAsync(ApiHost api, string language = "en")
    {
        HttpClient http = api.CreateClient();
        http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        HttpClientTransport transport = new(
            new HttpClientTransportOptions { Endpoint = new Uri(http.BaseAddress!, "/mcp"), TransportMode = HttpTransportMode.StreamableHttp }, http);
        return new AssistantHost(http, await McpClient.CreateAsync(transport));
    }

    /// <summary>The JSON that a tool answers after the crisis text.</summary>
    public async Task<JsonElement> CallAsync(string tool, object arguments)
    {
        string[] texts = await TextsAsync(tool, arguments, isError: false);
        return JsonDocument.Parse(texts[^1]).RootElement;
    }

    /// <summary>The sentences with which a tool refuses.</summary>
    public async Task<string> RefusedAsync(string tool, object arguments) => (await TextsAsync(tool, arguments, isError: true))[^1];

    private async Task<string[]> TextsAsync(string tool, object arguments, bool isError)
    {
        Dictionary<string, object?> given = JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(a => a.Name, a => (object?)a.Value);
        CallToolResult result = await Client.CallToolAsync(tool, given);
        string[] texts = [.. result.Content.OfType<TextContentBlock>().Select(block => block.Text)];
        Assert.True(isError == (result.IsError == true), string.Join('\n', texts));
        Assert.Contains("988", texts[0], StringComparison.Ordinal);
        return texts;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        _http.Dispose();
    }
}
