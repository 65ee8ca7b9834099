using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Formats;

/// <summary>The formats that an endpoint answers in, for its description.</summary>
internal sealed record OfferedFormats(IReadOnlyList<AnswerFormat> Formats);

/// <summary>A format in which facilities are answered, chosen by the header Accept.</summary>
/// <param name="MediaType">What Accept names.</param>
/// <param name="ContentType">What the answer says of itself.</param>
internal sealed record AnswerFormat(string MediaType, string ContentType)
{
    public static readonly AnswerFormat Json = new("application/json", "application/json; charset=utf-8");

    /// <summary>RFC 7946; always UTF-8.</summary>
    public static readonly AnswerFormat GeoJson = new("application/geo+json", "application/geo+json");

    /// <summary>RFC 4180.</summary>
    public static readonly AnswerFormat Csv = new("text/csv", "text/csv; charset=utf-8");

    /// <summary>A JSON object a line; no standard, but the name that programs use.</summary>
    public static readonly AnswerFormat NdJson = new("application/x-ndjson", "application/x-ndjson");

    /// <summary>The formats of a search, the default first.</summary>
    public static IReadOnlyList<AnswerFormat> OfSearch { get; } = [Json, GeoJson, Csv];

    /// <summary>The formats of the export, the default first.</summary>
    public static IReadOnlyList<AnswerFormat> OfExport { get; } = [NdJson, Csv, GeoJson];

    /// <summary>
    /// The format that the request likes best (RFC 9110, section 12.5.1): of each format the most specific range that fits it
    /// counts, of several liked alike the first one. The first one too where Accept is absent or cannot be read; null where
    /// none is acceptable. The answer says that it depends on the header.
    /// </summary>
    public static AnswerFormat? Chosen(HttpContext context, IReadOnlyList<AnswerFormat> formats)
    {
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        StringValues header = context.Request.Headers.Accept;
        if (header.Count == 0 || (header.Count == 1 && (header[0] == "*/*" || header[0] == formats[0].MediaType)))
        {
            return formats[0];
        }

        if (!MediaTypeHeaderValue.TryParseList([.. header.OfType<string>()], out IList<MediaTypeHeaderValue>? ranges) || ranges.Count == 0)
        {
            return formats[0];
        }

        AnswerFormat best = formats.MaxBy(format => QualityOf(format, ranges))!;
        return QualityOf(best, ranges) > 0 ? best : null;
    }

    /// <summary>The error that names what there is.</summary>
    public static ProblemHttpResult NotAcceptable(IReadOnlyList<AnswerFormat> formats) => TypedResults.Problem(
        Http.ProblemType.NotAcceptable.With($"This address answers {string.Join(", ", formats.Select(format => format.MediaType))}."));

    private static double QualityOf(AnswerFormat format, IList<MediaTypeHeaderValue> ranges)
    {
        (int Specificity, double Quality) found = (-1, 0);
        foreach (MediaTypeHeaderValue range in ranges)
        {
            int specificity = range.MatchesAllTypes ? 0
                : range.MatchesAllSubTypes ? (format.MediaType.StartsWith(range.Type + "/", StringComparison.OrdinalIgnoreCase) ? 1 : -1)
                : range.MediaType.Equals(format.MediaType, StringComparison.OrdinalIgnoreCase) ? 2 : -1;
            if (specificity > found.Specificity)
            {
                found = (specificity, range.Quality ?? 1);
            }
        }

        return found.Quality;
    }
}
