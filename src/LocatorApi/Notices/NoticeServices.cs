namespace LocatorApi.Notices;

/// <summary>The texts of notices.</summary>
internal static class NoticeServices
{
    /// <summary>The texts of notices: built in, or from the file that <c>Notices:File</c> names.</summary>
    public static void AddNotices(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(provider => new NoticeBoard(
            Path.GetFullPath(configuration["Notices:File"] is { Length: > 0 } file
                ? file
                : Path.Combine(configuration["LOCATOR_DATA"] is { Length: > 0 } folder ? folder : "data", "notices.json")),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<NoticeBoard>>()));
}
