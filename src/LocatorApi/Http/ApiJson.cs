using System.Text.Encodings.Web;
using System.Text.Json;

namespace LocatorApi.Http;

/// <summary>How answers are written as JSON: camel case, every member present, accents as they are.</summary>
internal static class ApiJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = Options.Encoder, SkipValidation = true };

    private static JsonSerializerOptions Create()
    {
        JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
        {
            // Answers are JSON and never sniffed (nosniff), so nothing needs escaping for HTML and people can read them in a terminal.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new WrittenJsonConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
