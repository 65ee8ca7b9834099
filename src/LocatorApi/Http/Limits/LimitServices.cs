using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace LocatorApi.Http.Limits;

/// <summary>What is let in: how much, how fast and from whom.</summary>
internal static partial class LimitServices
{
    public static void AddLimits(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<RateLimitOptions>()
            .Bind(builder.Configuration.GetSection(RateLimitOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<RateLimitOptions>, Annotated<RateLimitOptions>>();
        services.AddOptions<ProxyOptions>()
            .Bind(builder.Configuration.GetSection(ProxyOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProxyOptions>, ProxyOptions.Validation>();
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>(Trust);
        services.AddRequestTimeouts();
        // Its page of HTML says nothing that the status does not.
        services.Configure<HostFilteringOptions>(options => options.IncludeFailureMessage = false);
        builder.WebHost.ConfigureKestrel(ServerLimits.Apply);
    }

    /// <summary>Whom a proxy of ours speaks for. Stands first: everything behind it sees that client.</summary>
    public static void UseProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value.Proxies.Length > 0)
        {
            app.UseForwardedHeaders();
        }
        else if (app.Services.GetRequiredService<IOptions<RateLimitOptions>>().Value.Enabled)
        {
            int warned = 0;
            app.Use((context, next) =>
            {
                if (Volatile.Read(ref warned) == 0 && context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedForHeaderName)
                    && Interlocked.Exchange(ref warned, 1) == 0)
                {
                    LogUnknownProxy(app.Logger);
                }

                return next(context);
            });
        }
    }

    /// <summary>What each request must keep to, once it is known for which endpoint it is.</summary>
    public static void UseLimits(this WebApplication app)
    {
        app.UseRateLimit();
        app.RefuseLongQueries();
        app.AnswerOptions();
        app.UseRequestTimeouts();
    }

    private static void Trust(ForwardedHeadersOptions headers, IOptions<ProxyOptions> proxies)
    {
        headers.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        headers.ForwardLimit = proxies.Value.Hops;

        // Loopback stands in both by default.
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        foreach (System.Net.IPNetwork network in proxies.Value.Networks())
        {
            headers.KnownIPNetworks.Add(network);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Requests come through a proxy that ForwardedHeaders:Proxies does not name: for the rate limit all its clients are one.")]
    private static partial void LogUnknownProxy(ILogger logger);

    /// <summary>What the attributes of the settings say is wrong, in the sentences that stand there and nothing around them.</summary>
    private sealed class Annotated<TOptions> : IValidateOptions<TOptions>
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options)
        {
            List<ValidationResult> problems = [];
            return Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(string.Join(' ', problems.Select(problem => problem.ErrorMessage)));
        }
    }
}
