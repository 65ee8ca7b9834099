using System.Text.Json;

namespace Locator.Benchmarks.Table;

/// <summary>An answer as it came.</summary>
/// <param name="Path">Path and query of what was asked.</param>
/// <param name="Headers">Its headers but those that belong to the connection and the hour.</param>
/// <param name="Body">Its bytes.</param>
internal sealed record RecordedAnswer(string Path, IReadOnlyDictionary<string, string[]> Headers, byte[] Body)
{
    private static readonly string[] OfTheConnection = ["Date", "Transfer-Encoding", "Content-Length", "Connection", "Keep-Alive"];

    /// <summary>Asks for one.</summary>
    public static async Task<RecordedAnswer> AskAsync(HttpClient server, string path, string? encoding = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (encoding is not null)
        {
            request.Headers.Add("Accept-Encoding", encoding);
        }

        using HttpResponseMessage response = await server.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return new RecordedAnswer(
            path,
            response.Headers.Concat(response.Content.Headers).Where(header => !OfTheConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
                .ToDictionary(header => header.Key, header => header.Value.ToArray(), StringComparer.OrdinalIgnoreCase),
            await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Writes answers into a file, one a line.</summary>
    public static Task WriteAsync(string file, IEnumerable<RecordedAnswer> answers) =>
        File.WriteAllLinesAsync(file, answers.Select(answer => JsonSerializer.Serialize(answer)));

    /// <summary>Reads such a file.</summary>
    public static IEnumerable<RecordedAnswer> Read(string file) =>
        File.ReadLines(file).Select(line => JsonSerializer.Deserialize<RecordedAnswer>(line)!);
}
