using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace LocatorApi.Http.Limits;

/// <summary>Refuses queries that no search needs, before anything of them is read.</summary>
internal static class LongQueries
{
    /// <summary>What a long search is continued by; it may be as long as the server takes.</summary>
    private const string Cursor = "cursor";

    public static void RefuseLongQueries(this WebApplication app) => app.Use((context, next) =>
    {
        string? query = context.Request.QueryString.Value;
        return query is not { Length: > ServerLimits.Query } || LengthWithoutCursor(query) <= ServerLimits.Query
            ? next(context)
            : TypedResults.Problem(ProblemType.UriTooLong.With(string.Create(
                CultureInfo.InvariantCulture, $"The query has more than {ServerLimits.Query} bytes; POST /v1/search takes more.")))
                .ExecuteAsync(context);
    });

    private static int LengthWithoutCursor(string query)
    {
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(query))
        {
            if (pair.EncodedName.Span is Cursor)
            {
                return query.Length - pair.EncodedValue.Length;
            }
        }

        return query.Length;
    }
}
