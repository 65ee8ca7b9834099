using System.Buffers;
using System.Text.Json;
using Locator.Facilities;
using Locator.Text;
using LocatorApi.Http;
using LocatorApi.Search.Page;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Formats;

/// <summary>
/// Writes a page of a search as GeoJSON or CSV, to be handed on: without the origin, distances, the order by distance and the
/// cursor, each of which tells where somebody looked for help, unless the search says distance=true.
/// </summary>
internal static class SearchFormats
{
    /// <summary>Has an endpoint that answers a <see cref="SearchPage"/> answer it in the format that the request likes best.</summary>
    public static RouteHandlerBuilder AnswersInFormats(this RouteHandlerBuilder endpoint) => endpoint
        .ProducesProblems(StatusCodes.Status406NotAcceptable)
        .WithMetadata(new OfferedFormats(AnswerFormat.OfSearch))
        .AddEndpointFilter(async (context, next) =>
        {
            if (AnswerFormat.Chosen(context.HttpContext, AnswerFormat.OfSearch) is not { } format)
            {
                return AnswerFormat.NotAcceptable(AnswerFormat.OfSearch);
            }

            object? answer = await next(context);
            return format != AnswerFormat.Json && answer is INestedHttpResult { Result: JsonBody<SearchPage> body }
                ? new FormattedPage(body.Value, format, context.HttpContext.RequestServices.GetRequiredService<Vocabulary>())
                : answer;
        });

    private static ListedFacility Listed(SearchResult result, bool showsDistance) => new(result.Id, result.Bytes)
    {
        Matched = result.Matched, ShowsDistance = showsDistance,
        DistanceMiles = result.DistanceMiles, DistanceApproximate = result.DistanceApproximate,
    };

    /// <summary>The page's facilities in the order in which they may be shown.</summary>
    private static IEnumerable<ListedFacility> Rows(SearchPage page)
    {
        IEnumerable<ListedFacility> listed = page.Results.Select(result => Listed(result, page.ShowsDistance));
        return page.ShowsDistance ? listed : listed.OrderBy(NameOf, StringComparer.Ordinal).ThenBy(facility => facility.Id, StringComparer.Ordinal);

        // As searches without an origin are ordered.
        static string NameOf(ListedFacility facility)
        {
            using JsonDocument document = JsonDocument.Parse(facility.Document.ToBytes());
            return string.Join(' ', FoldedText.Words(document.RootElement.GetProperty("name").GetString()!));
        }
    }

    private static void WriteTable(SearchPage page, Vocabulary vocabulary, IBufferWriter<byte> buffer)
    {
        ListedFacility like = new("", default) { Matched = new Dictionary<string, string>(), ShowsDistance = page.ShowsDistance };
        using FacilityTable table = new(vocabulary, like);
        foreach (ListedFacility facility in Rows(page))
        {
            table.Add(facility);
        }

        table.MoveTo(buffer);
    }

    private static void WriteCollection(SearchPage page, IBufferWriter<byte> buffer)
    {
        using Utf8JsonWriter json = new(buffer, ApiJson.WriterOptions);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        FacilityFeature.WriteValue(json, "directory", page.Directory);
        json.WriteNumber("total", page.Total);
        json.WriteNumber("unknownHidden", page.UnknownHidden);
        json.WriteBoolean("hasMore", page.Next is not null);
        if (page.ShowsDistance)
        {
            FacilityFeature.WriteValue(json, "origin", page.Origin);
            json.WriteString("next", page.Next);
        }

        FacilityFeature.WriteValue(json, "notices", page.Notices);
        json.WriteStartArray("features");
        foreach (ListedFacility facility in Rows(page))
        {
            FacilityFeature.Write(json, facility);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A page in one of the other formats, sent whole.</summary>
    private sealed class FormattedPage(SearchPage page, AnswerFormat format, Vocabulary vocabulary) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            ArrayBufferWriter<byte> buffer = JsonBuffers.Rent();
            try
            {
                HttpResponse response = httpContext.Response;
                if (format == AnswerFormat.Csv)
                {
                    WriteTable(page, vocabulary, buffer);
                    response.Headers.ContentDisposition = FileNamed("treatment-programs", page.Directory.Version);
                }
                else
                {
                    WriteCollection(page, buffer);
                }

                response.ContentType = format.ContentType;
                response.ContentLength = buffer.WrittenCount;
                if (!HttpMethods.IsHead(httpContext.Request.Method))
                {
                    await response.Body.WriteAsync(buffer.WrittenMemory, httpContext.RequestAborted);
                }
            }
            finally
            {
                JsonBuffers.Return(buffer);
            }
        }
    }

    /// <summary>The header that has browsers save a table under a name.</summary>
    public static string FileNamed(string name, string version) =>
        new ContentDispositionHeaderValue("attachment") { FileName = $"{name}-{version}.csv" }.ToString();
}
