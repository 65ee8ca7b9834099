namespace LocatorApi.Pages.Facilities;

/// <summary>The page of a facility.</summary>
internal static class FacilityPages
{
    public static void MapFacilityPages(this IEndpointRouteBuilder pages)
    {
    }
}
