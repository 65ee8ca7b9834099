using Locator.Places;
using Microsoft.Extensions.Options;

namespace LocatorApi.Search;

/// <summary>What searches need.</summary>
internal static class SearchServices
{
    public static void AddSearch(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => Gazetteer.Bundled);
        services.AddSingleton<SearchParameters>();
        services.AddSingleton<CursorSeal>();
        services.AddSingleton<Searches>();
        services.AddOptions<SearchOptions>()
            .Bind(configuration.GetSection(SearchOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<SearchOptions>, SearchOptions.Validation>();
    }

    /// <summary>Reads the tables and the cursor key before the first request is taken, so that it is as fast as any.</summary>
    public static void WarmUp(this WebApplication app) => app.Services.GetRequiredService<Searches>();

    /// <summary>A sentence about settings that cannot be used, or null: looked at before the host starts, which would bury it under a stack trace.</summary>
    public static string? SettingsProblem(this WebApplication app)
    {
        try
        {
            _ = app.Services.GetRequiredService<IOptions<SearchOptions>>().Value;
            return null;
        }
        catch (Exception exception) when (exception is OptionsValidationException or InvalidOperationException)
        {
            // A value that cannot be bound is named by the outer exception, the reason by the inner one.
            return exception.Message;
        }
    }
}
