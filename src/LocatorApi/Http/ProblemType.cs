using Microsoft.AspNetCore.Mvc;

namespace LocatorApi.Http;

/// <summary>A kind of error that callers can tell apart by its <c>type</c> (RFC 9457).</summary>
/// <param name="Slug">Last part of its address, <c>/problems/{slug}</c>.</param>
/// <param name="Status">HTTP status it comes with, unless an endpoint says otherwise.</param>
/// <param name="Title">The same short sentence for every occurrence.</param>
/// <param name="Explanation">What it means and how to mend it.</param>
internal sealed record ProblemType(string Slug, int Status, string Title, string Explanation)
{
    public static readonly ProblemType InvalidParameters = new(
        "invalid-parameters", StatusCodes.Status400BadRequest, "Some parameters cannot be used.",
        "The member errors says for each parameter what is wrong with it, all at once. Nothing is ignored or adjusted silently: a misspelt filter that was ignored would show programs that do not fit. GET /v1/filters lists every filter and its values.");

    public static readonly ProblemType UnknownZip = new(
        "unknown-zip", StatusCodes.Status400BadRequest, "There is no such ZIP Code.",
        "The five digits are not a ZIP Code of the United States or its territories. The member errors names ZIP Codes with a near spelling, if there are any. On /v1/zips the status is 404.");

    public static readonly ProblemType UnknownPlace = new(
        "unknown-place", StatusCodes.Status400BadRequest, "There is no such place.",
        "place names no city of the United States or its territories. Give a city with its state (\"Washington, IN\", \"Washington, Indiana\"), with its county between them where a state has several of that name, or a city that is the only one of its name. The member errors names near spellings, if there are any; GET /v1/places?q= finds cities while somebody types.");

    public static readonly ProblemType AmbiguousPlace = new(
        "ambiguous-place", StatusCodes.Status400BadRequest, "Several places have that name.",
        "place names more than one city. The member errors lists them with their counties and states, the larger ones first; send one of them as it stands there, such as \"Springfield, Sangamon, IL\".");

    public static readonly ProblemType OutsideDirectory = new(
        "outside-directory", StatusCodes.Status400BadRequest, "The place is not in the United States.",
        "The directory lists programs in the United States and its territories. A point elsewhere is mostly a slip, and errors says which: the longitude lost its minus sign (in the United States it is negative, but for Guam and its neighbors), lat and lon were swapped, or both are 0, which programs send when they do not know where somebody is.");

    public static readonly ProblemType InsurerNotInDirectory = new(
        "insurer-not-in-directory", StatusCodes.Status400BadRequest, "The directory does not know insurers.",
        "Public directories say only which kinds of insurance a program takes (Medicaid, Medicare, private health insurance, military insurance, …), never which insurers or plans. Search with payment=private-insurance (or medicaid, medicare), then call the program and ask whether it takes the plan; the number on the insurance card can tell as well.");

    public static readonly ProblemType CursorExpired = new(
        "cursor-expired", StatusCodes.Status410Gone, "The list that this cursor continues is gone.",
        "A cursor belongs to one directory version and to the release of the service that made it, and ends after 24 hours, because whoever holds it can repeat the search. One of them is gone, or the time is over. Start the search again without the cursor.");

    public static readonly ProblemType VersionGone = new(
        "version-gone", StatusCodes.Status410Gone, "That directory version is not kept any more.",
        "The service keeps the current directory version and a few before it. Take the whole directory anew (GET /v1/export); GET /v1/directory names the current version.");

    public static readonly ProblemType NotAcceptable = new(
        "not-acceptable", StatusCodes.Status406NotAcceptable, "There is no answer of the type that Accept asks for.",
        "The sentence in detail names the types that this address answers with. Send one of them in the header Accept, or leave the header out.");

    public static readonly ProblemType FacilityWithdrawn = new(
        "facility-withdrawn", StatusCodes.Status404NotFound, "The facility was withdrawn from the directory.",
        "The directory had a facility with that id and has it no more: its source does not list it any longer. It may have closed, moved or joined another one, or its source left it out by mistake. The id is never given to another facility.");

    public static readonly ProblemType FacilityNotFound = new(
        "facility-not-found", StatusCodes.Status404NotFound, "The directory has no facility with that id.",
        "The id is misspelt, or a program's: then detail names the facility that has the program. Ids are stable; of a facility that was in the directory once the error is facility-withdrawn.");

    public static readonly ProblemType BadRequest = new(
        "bad-request", StatusCodes.Status400BadRequest, "The request cannot be read.",
        "The request is not well-formed HTTP, or a part of it cannot be read.");

    public static readonly ProblemType OriginNotAllowed = new(
        "origin-not-allowed", StatusCodes.Status403Forbidden, "Pages of this origin may not call this address.",
        "The address /mcp is for assistants, which send no header Origin. A web page may call it only where the operator has named its origin in the setting Assistants:Origins. Everything under /v1 may be called from any page.");

    public static readonly ProblemType NotFound = new(
        "not-found", StatusCodes.Status404NotFound, "There is nothing at this address.",
        "The path is not one of this API. /swagger and /openapi/v1.json list what there is.");

    public static readonly ProblemType MethodNotAllowed = new(
        "method-not-allowed", StatusCodes.Status405MethodNotAllowed, "This address does not take that method.",
        "The header Allow of the answer names the methods that it takes.");

    public static readonly ProblemType BodyTooLarge = new(
        "body-too-large", StatusCodes.Status413PayloadTooLarge, "The body of the request is too large.",
        "The sentence in detail names the most bytes that this address takes.");

    public static readonly ProblemType BodyTooSlow = new(
        "body-too-slow", StatusCodes.Status408RequestTimeout, "The body of the request did not arrive in time.",
        "A body must arrive with at least 240 bytes a second after its first five seconds. Send it again, whole.");

    public static readonly ProblemType UriTooLong = new(
        "uri-too-long", StatusCodes.Status414UriTooLong, "The query is too long.",
        "A query may have 2,048 bytes as it is sent, encoded; the value of cursor does not count. Longer searches go into the body of POST /v1/search, where nothing of them stands in an address either.");

    public static readonly ProblemType TooManyRequests = new(
        "too-many-requests", StatusCodes.Status429TooManyRequests, "Too much was asked from this address.",
        "Every client, an IPv4 address or the first 64 bits of an IPv6 address, has a number of tokens that come back with time; a request costs one, an export more. The header RateLimit of every answer says how many are left, RateLimit-Policy how many there can be. Try again after the number of seconds that the header Retry-After names.");

    public static readonly ProblemType UnsupportedMediaType = new(
        "unsupported-media-type", StatusCodes.Status415UnsupportedMediaType, "The body of the request is not of a type that this address takes.",
        "Send the parameters as one JSON object in UTF-8 with the header Content-Type: application/json. Form data is not taken.");

    public static readonly ProblemType SearchUnavailable = new(
        "search-unavailable", StatusCodes.Status503ServiceUnavailable, "Searching is not possible at the moment.",
        "The directory is not loaded yet, or the search engine did not answer in time. Try again after the number of seconds that the header Retry-After names. No partial answer is ever given as if it were whole.");

    public static readonly ProblemType TimedOut = new(
        "timed-out", StatusCodes.Status504GatewayTimeout, "The answer took too long.",
        "The service gave up before it had an answer. Try again after the number of seconds that the header Retry-After names.");

    public static readonly ProblemType InternalError = new(
        "internal-error", StatusCodes.Status500InternalServerError, "Something went wrong here.",
        "This is a fault of the service, not of the request. Report it with the traceId: it finds the fault in the service's log, which holds nothing of the search.");

    /// <summary>Every type, in the order of the documentation.</summary>
    public static IReadOnlyList<ProblemType> All { get; } =
    [
        InvalidParameters, UnknownZip, UnknownPlace, AmbiguousPlace, OutsideDirectory, InsurerNotInDirectory, CursorExpired, VersionGone, NotAcceptable, FacilityNotFound, FacilityWithdrawn, BadRequest, OriginNotAllowed, NotFound,
        MethodNotAllowed, BodyTooSlow, BodyTooLarge, UriTooLong, UnsupportedMediaType, TooManyRequests, SearchUnavailable, TimedOut, InternalError,
    ];

    /// <summary>The address of its explanation, relative to the API's root.</summary>
    public string Uri => $"/problems/{Slug}";

    /// <summary>An occurrence of it.</summary>
    /// <param name="detail">A sentence about this occurrence.</param>
    /// <param name="errors">What is wrong, by parameter name.</param>
    public ProblemDetails With(string detail, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        ProblemDetails problem = new() { Type = Uri, Title = Title, Status = Status, Detail = detail };
        if (errors is not null)
        {
            problem.Extensions["errors"] = errors;
        }

        return problem;
    }

    /// <summary>The type that an error of the framework is: a status without a body, or a problem without our type.</summary>
    public static ProblemType OfStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => NotFound,
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
        StatusCodes.Status406NotAcceptable => NotAcceptable,
        StatusCodes.Status408RequestTimeout => BodyTooSlow,
        StatusCodes.Status413PayloadTooLarge => BodyTooLarge,
        StatusCodes.Status414UriTooLong => UriTooLong,
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => TooManyRequests,
        StatusCodes.Status503ServiceUnavailable => SearchUnavailable,
        StatusCodes.Status504GatewayTimeout => TimedOut,
        >= 500 => InternalError,
        _ => BadRequest,
    };
}
