using System.Text.Encodings.Web;
using System.Text.Json;

namespace Locator.Testing;

/// <summary>A request to the API and what it answered.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query as sent, but for cursors: <see cref="NextPage"/> stands for the one of the answer before.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">The header Content-Type; null without one.</param>
/// <param name="Body">The body, which is UTF-8, as text; empty without one.</param>
public sealed record ApiAnswer(string Method, string Path, int Status, string? ContentType, string Body)
{
    /// <summary>Stands for the member <c>next</c> of the answer before, because every process makes cursors of its own.</summary>
    public const string NextPage = "{next}";

    // Readable: what has to be escaped for HTML only is left as it is.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The answer of a line of <see cref="ToLine"/>.</summary>
    /// <exception cref="JsonException">The line is no such answer.</exception>
    public static ApiAnswer OfLine(string line) =>
        JsonSerializer.Deserialize<ApiAnswer>(line, Options) is { Method: not null, Path: not null, Body: not null } answer
            ? answer
            : throw new JsonException("The line is no answer of the API.");

    /// <summary>One line of JSON.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, Options);
}
