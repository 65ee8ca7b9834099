using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using LocatorApi.Facilities;
using LocatorApi.Search;

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
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        };
        options.Converters.Add(new FacilityDocumentConverter<SearchResult>());
        options.Converters.Add(new FacilityDocumentConverter<FacilityDetails>());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
