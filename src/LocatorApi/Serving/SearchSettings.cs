using LocatorApi.Http.Limits;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;

namespace LocatorApi.Serving;

/// <summary>How the settings under <c>Search</c> are read and what is said of those that cannot be used.</summary>
internal static class SearchSettings
{
    public static void AddSearchOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SearchOptions>()
            .Bind(configuration.GetSection(SearchOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<SearchOptions>, SearchOptions.Validation>();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<SearchOptions>>(
            (timeouts, search) => timeouts.DefaultPolicy = ServerLimits.TimeoutBeside(search.Value.RequestTimeout));
    }

    /// <summary>A sentence about settings that cannot be used, or null: looked at before the host starts, which would bury it under a stack trace.</summary>
    public static string? SettingsProblem(this WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            return null;
        }
        catch (AggregateException several)
        {
            return string.Join(' ', several.InnerExceptions.Select(problem => problem.Message));
        }
        catch (Exception exception) when (exception is OptionsValidationException or InvalidOperationException)
        {
            // A value that cannot be bound is named by the outer exception, the reason by the inner one.
            return exception.Message;
        }
    }
}
