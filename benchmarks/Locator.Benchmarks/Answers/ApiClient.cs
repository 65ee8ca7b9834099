using System.Text;
using System.Text.Json;
using Locator.Testing;
using Microsoft.AspNetCore.Http;

namespace Locator.Benchmarks.Answers;

/// <summary>Asks an API one request after the other and follows its own cursors.</summary>
internal sealed class ApiClient(Uri address) : IDisposable
{
    /// <summary>Bodies are kept as text: a byte that is no UTF-8 must not get lost in it unseen.</summary>
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>The member <c>next</c> of the last answer; null where it has none.</summary>
    public string? Next { get; private set; }

    /// <summary>Sends a request and reads its answer; null where it asks for a next page and the answer before has none.</summary>
    public async Task<ApiAnswer?> AskAsync(string method, string path)
    {
        string sent = path;
        if (path.Contains(ApiAnswer.NextPage, StringComparison.Ordinal))
        {
            if (Next is null)
            {
                return null;
            }

            sent = path.Replace(ApiAnswer.NextPage, Next, StringComparison.Ordinal);
        }

        // As it stands: Uri would otherwise write some escapes in another way.
        Uri uri = new(address.GetLeftPart(UriPartial.Authority) + sent, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using HttpRequestMessage request = new(new HttpMethod(method), uri);
        using HttpResponseMessage response = await _http.SendAsync(request);
        string body = Strict.GetString(await response.Content.ReadAsByteArrayAsync());
        ApiAnswer answer = new(method, path, (int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), body);
        Next = NextOf(answer);
        return answer;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string? NextOf(ApiAnswer answer)
    {
        if (answer.Status != StatusCodes.Status200OK || !answer.Path.StartsWith("/v1/search", StringComparison.Ordinal))
        {
            return null;
        }

        using JsonDocument page = JsonDocument.Parse(answer.Body);
        return page.RootElement.TryGetProperty("next", out JsonElement next) ? next.GetString() : null;
    }
}
