using Locator.Geo;
using Locator.Places;
using LocatorApi.Http;
using LocatorApi.Notices;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LocatorApi.Places;

/// <summary>What ZIP Codes resolve to.</summary>
internal static class ZipEndpoints
{
    private const string ZipName = "zip";

    public static void MapZips(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/zips/{zip}", Get).WithName("getZip").WithTags("Places")
            .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound);
        routes.MapPost("/zips", PostAsync).WithName("postZip").WithTags("Places").Accepts<ZipRequest>("application/json")
            .ProducesProblems(
                StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status413PayloadTooLarge,
                StatusCodes.Status415UnsupportedMediaType);
    }

    /// <summary>What a ZIP Code resolves to: its kind, its post office and the point that searches start from.</summary>
    /// <remarks>ZIP Codes are ways of delivering mail, not areas: PO boxes, single organizations and overseas mail have them too.</remarks>
    /// <param name="zip">Five digits, or ZIP+4.</param>
    /// <param name="context">The request.</param>
    /// <param name="gazetteer">The table of ZIP Codes.</param>
    /// <param name="notices">The texts of notices.</param>
    internal static Results<JsonBody<ZipAnswer>, ProblemHttpResult> Get(
        string zip, HttpContext context, Gazetteer gazetteer, StandingNotices notices)
    {
        context.Response.Headers.CacheControl = Freshness.NoStore;
        return Answer(zip, gazetteer, notices);
    }

    /// <summary>The same as GET /v1/zips/{zip}, so that the ZIP Code stands in no address.</summary>
    /// <remarks>Addresses end in histories and in the logs of proxies on the way; a ZIP Code says where somebody looks for help.</remarks>
    /// <param name="context">The request.</param>
    /// <param name="gazetteer">The table of ZIP Codes.</param>
    /// <param name="notices">The texts of notices.</param>
    internal static async Task<Results<JsonBody<ZipAnswer>, ProblemHttpResult>> PostAsync(
        HttpContext context, Gazetteer gazetteer, StandingNotices notices)
    {
        context.Response.Headers.CacheControl = Freshness.NoStore;
        ParameterErrors errors = new();
        BodyReading body = await BodyParameters.ReadAsync(context, errors);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        Dictionary<string, string> values = SingleValues.Of(body.Parameters!, [ZipName], errors);
        if (!values.TryGetValue(ZipName, out string? zip) && !errors.Has(ZipName))
        {
            errors.Add(ZipName, "It is missing: five digits, such as 30309.");
        }

        return errors.Any ? errors.ToProblem() : Answer(zip!, gazetteer, notices);
    }

    private static Results<JsonBody<ZipAnswer>, ProblemHttpResult> Answer(string zip, Gazetteer gazetteer, StandingNotices notices)
    {
        ZipReading reading = ZipReading.Of(zip, gazetteer);
        if (reading.Error is { } error)
        {
            ProblemDetails problem = (error.Type ?? ProblemType.InvalidParameters)
                .With(error.Message, new Dictionary<string, string[]> { [ZipName] = [error.Message] });
            problem.Status = error.Type == ProblemType.UnknownZip ? StatusCodes.Status404NotFound : problem.Status;
            return TypedResults.Problem(problem);
        }

        ZipPlace place = reading.Place!;
        GeoPoint? point = place.Kind == ZipKind.Military ? null : place.Point;
        return new JsonBody<ZipAnswer>(new ZipAnswer(
            place.Zip, place.Kind.Slug(), place.City, place.State, place.County, place.CountyFips,
            point?.Latitude, point?.Longitude, (point is null ? PlacePrecision.None : place.Precision).Slug(),
            point is null ? null : place.PointSource.Slug(),
            point is not null ? notices.Current
                : place.Kind == ZipKind.Military ? notices.With(NoticeKinds.NoLocalDirectory, NoticeKinds.OverseasMilitary)
                : notices.With(NoticeKinds.NoLocalDirectory)));
    }
}

/// <summary>A ZIP Code to resolve.</summary>
public sealed record ZipRequest
{
    /// <summary>Five digits, or ZIP+4.</summary>
    /// <example>30309</example>
    public required string Zip { get; init; }
}

/// <summary>What a ZIP Code resolves to.</summary>
/// <param name="Zip">Five digits.</param>
/// <param name="Kind"><c>standard</c>, <c>po-box</c>, <c>unique</c> (one organization), <c>po-box-or-unique</c> (the tables cannot tell which) or <c>military</c> (overseas mail).</param>
/// <param name="City">City of its post office; APO, FPO or DPO for military mail.</param>
/// <param name="State">Two-letter USPS code, AA, AE and AP for military mail included.</param>
/// <param name="County">County name, or null where no table names one.</param>
/// <param name="CountyFips">Five digits, or null.</param>
/// <param name="Lat">Degrees north; null where there is no point.</param>
/// <param name="Lon">Degrees east; null where there is no point.</param>
/// <param name="Precision">What the point is the point of: <c>zip</c>, <c>city</c> or <c>none</c>.</param>
/// <param name="PointSource">
/// Where the point comes from: <c>hud</c> (where the people of the ZIP live), <c>zcta</c> (the Census's point of its area),
/// <c>geonames</c> (its post office) or <c>place</c> (its city); null where there is no point.
/// </param>
/// <param name="Notices">What people should read with this answer, the crisis line first.</param>
public sealed record ZipAnswer(
    string Zip, string Kind, string City, string State, string? County, string? CountyFips, double? Lat, double? Lon,
    string Precision, string? PointSource, IReadOnlyList<Notice> Notices);
