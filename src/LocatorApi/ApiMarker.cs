namespace LocatorApi;

/// <summary>Names this program's assembly for the test host: two programs of one test project both have a type called Program.</summary>
public sealed class ApiMarker
{
    private ApiMarker()
    {
    }
}
