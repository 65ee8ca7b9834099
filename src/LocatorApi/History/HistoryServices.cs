namespace LocatorApi.History;

/// <summary>What reads directory versions from the store.</summary>
internal static class HistoryServices
{
    public static void AddHistory(this IServiceCollection services)
    {
        services.AddSingleton<StoredDirectory>();
        services.AddSingleton<WithdrawnFacilities>();
    }
}
