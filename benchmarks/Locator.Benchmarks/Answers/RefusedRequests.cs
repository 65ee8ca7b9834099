using Locator.Testing;

namespace Locator.Benchmarks.Answers;

/// <summary>Requests that are answered with an error: the slips that people make, and what nobody should send.</summary>
internal static class RefusedRequests
{
    /// <summary>Sealed with <see cref="ImportedApi.CursorKey"/>: of a directory version that is kept nowhere.</summary>
    private const string ExpiredCursor =
        "AQEBAQEBAQEBAQEBAR8BVKrv9FVZIg118-3gcxl4cC2oD5H2RXMq_yPQiFzAvEfa5oEVjXawrw8YlK2_KDukMLF3efhXWmP8qiSG0-UVTWDiJTJGJ6ibBkSpN4JR2fHiocFVXnG1Lt78HCrIiN4aJgf4lfjdYcpHEcDjp67rh9-DfCVwKuyVMGy4yJBwS-mW3qFhMQTAZGAqsVE8_zb3Zw4Jcabz";

    /// <summary>Sealed with the same key: of a release that knew a parameter <c>planet</c>.</summary>
    private const string CursorOfAnotherRelease =
        "AQICAgICAgICAgICAilh1NWQwdhCL1x8As9C0rGfsEiZknE_wEkbrn9mCz9gQ32Z4v8iTZ9H3AWI7c23JK5-oFmJz69GQU5qz7nZojZLAGM1ruodlSgR3OCy5CtRxFourMoMgXm1S3zVZBiDoIv5CbKhRPtJOhg2r1oXsXKQN1znjELkLfSJG6WZSJheV2TRkoySVXYo3UE2Vks-kBK5D0kcRiMJ7GmB";

    /// <summary>A search that has a second page in every directory.</summary>
    private const string Started = "/v1/search?bbox=-180,-90,180,90&limit=2&facets=none";

    private static readonly string[] Searches =
    [
        // No place, or one that is none.
        "", "zip=", "zip=3030", "zip=303091", "zip=abcde", "zip=30309-12", "zip=30309&zip=30310", "ZIP=30309", "zip=00000", "zip=03039", "zip=30390-1234",
        "zip=%EF%BC%93%EF%BC%90%EF%BC%93%EF%BC%90%EF%BC%99", "zip=30309&lat=33.7&lon=-84", "zip=30309&lat=33.7", "lat=33.7", "lon=-84", "lat=abc&lon=-84",
        "lat=NaN&lon=-84", "lat=1e1&lon=-84", "lat=95&lon=-84", "lat=33,7&lon=-84", "lat=33.7&lon=-181", "limit=5", "level=outpatient",
        // Areas.
        "zip=30309&radius=0", "zip=30309&radius=501", "zip=30309&radius=ten", "zip=30309&radius=25mi", "state=GA&radius=5", "bbox=1,2,3", "bbox=-84,34,-83,33",
        "bbox=-190,33,-83,34", "bbox=a,b,c,d", "bbox=-84.5,33.5,-84.1,34.0,0", "state=Georgia", "state=XX", "state=AE", "state=GA,AL", "county=Fulton",
        "state=GA&county=Fultn", "state=GA&county=Saint%20Johns", "state=AL&county=13121", "county=99999", "state=GA&county=999", "state=XX&county=Fulton",
        // Names and values that are nearly right.
        "zip=30309&levl=outpatient", "zip=30309&Level=outpatient", "zip=30309&level=outpatent", "zip=30309&level=iop", "zip=30309&level=php", "zip=30309&level=Outpatient",
        "zip=30309&level=intensive_outpatient", "zip=30309&level=", "zip=30309&level=outpatient,", "zip=30309&levelMatch=most", "zip=30309&level=detox&level=rehab",
        "zip=30309&payment=medicade", "zip=30309&payment=insurance", "zip=30309&payment=aetna", "zip=30309&payment=Blue%20Cross", "zip=30309&payment=cigna,humana",
        "zip=30309&payment=aetna,medicade", "zip=30309&telehealth=yes", "zip=30309&age=adult", "zip=30309&gender=woman", "zip=30309&language=spanish",
        "zip=30309&substance=heroin", "zip=30309&medication=suboxone", "zip=30309&approach=dbt,cbd", "zip=30309&accreditation=jcaho", "zip=30309&facilityType=hospitl",
        "zip=30309&service=oit", "zip=30309&service=XYZ", "zip=30309&service=OIT,SA,QQ", "zip=30309&place=Atlanta", "zip=30309&sort=name", "zip=30309&page=2", "zip=30309&care=%3Cb%3E",
        // Text.
        "zip=30309&q=!!!", "zip=30309&q=", "zip=30309&q=a&q=b", "zip=30309&q=%EF%BF%BE",
        "zip=30309&q=aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjjk",
        // Unknown, facets and limit.
        "zip=30309&unknown=include&unknown=level", "zip=30309&unknown=service", "zip=30309&unknown=yes", "zip=30309&facets=none,level", "zip=30309&facets=levels", "zip=30309&facets=",
        "zip=30309&limit=0", "zip=30309&limit=101", "zip=30309&limit=2.5", "zip=30309&limit=ten", "zip=30309&limit=5&limit=6",
        // Everything at once.
        "zip=123&radius=900&levl=x&level=iop&payment=aetna&limit=0", "cursor=nonsense", "cursor=", "cursor=a&cursor=b", "cursor=%21%21", "cursor=nonsense&limit=0",
        "cursor=" + ExpiredCursor, "cursor=" + CursorOfAnotherRelease,
    ];

    private static readonly string[] OtherPaths =
    [
        "/nope", "/v1", "/v1/", "/v1/nope", "/v2/search?zip=30309", "/V1/FILTERS", "/v1/search/", "/v1/filters/level", "/v1/facilities", "/v1/facilities/", "/v1/zips", "/v1/zips/",
        "/problems", "/problems/nope", "/openapi/v2.json", "/healthz", "/v1/filters?nope=1", "/v1/directory?zip=30309",
    ];

    private static readonly (string Method, string Path)[] OtherMethods =
    [
        ("POST", "/v1/search?zip=30309"), ("PUT", "/v1/filters"), ("DELETE", "/v1/facilities/f00000000000"), ("PATCH", "/v1/directory"), ("POST", "/v1/zips/30309"),
        ("HEAD", "/v1/filters"), ("OPTIONS", "/v1/search"), ("POST", "/healthz/live"), ("POST", "/problems/not-found"),
    ];

    /// <summary>All of them; first those that misuse the cursor of a search.</summary>
    public static IEnumerable<PlannedRequest> All =>
    [
        new(Started),
        new($"/v1/search?cursor={ApiAnswer.NextPage}&limit=3"),
        new(Started),
        new($"/v1/search?cursor={ApiAnswer.NextPage}&level=outpatient&limit=2"),
        new(Started),
        new($"/v1/search?cursor={ApiAnswer.NextPage}AAAA"),
        new(Started),
        new($"/v1/search?cursor={ApiAnswer.NextPage}&levl=x"),
        .. Searches.Select(query => new PlannedRequest(query.Length == 0 ? "/v1/search" : "/v1/search?" + query)),
        .. OtherPaths.Select(path => new PlannedRequest(path)),
        .. OtherMethods.Select(other => new PlannedRequest(other.Path, other.Method)),
    ];
}
