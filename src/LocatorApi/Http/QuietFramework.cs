using Microsoft.Extensions.Options;

namespace LocatorApi.Http;

/// <summary>
/// Keeps ASP.NET Core's own logs at Warning, whatever the settings say: below that the framework logs request lines, paths and
/// query strings (Hosting.Diagnostics at Information; Routing, StaticFiles and Kestrel at Debug and Trace), and with them ZIPs,
/// coordinates and what treatment someone is looking for. Not a setting, so that nobody switches it on while hunting a bug. The
/// library for assistants logs whole messages, arguments included, so it logs nothing at all.
/// </summary>
internal sealed class QuietFramework : IPostConfigureOptions<LoggerFilterOptions>
{
    /// <summary>
    /// Off altogether: while it is on at any level, every line that is logged during a request gets a scope with the request's path,
    /// and loggers that write scopes write the ZIP of /v1/zips.
    /// </summary>
    private const string Requests = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>Categories with the least that they may say, the longer names first.</summary>
    private static readonly (string Category, LogLevel Least)[] Held =
    [
        (Requests, LogLevel.None), ("Microsoft.AspNetCore", LogLevel.Warning), ("ModelContextProtocol", LogLevel.None),
    ];

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        // The rule with the provider's name and the longest category wins: so no rule about the framework or with a wildcard may
        // stay that says less than Warning, and every provider that has rules of its own needs ours as well.
        string?[] providers = [null, .. options.Rules.Select(rule => rule.ProviderName).OfType<string>().Distinct()];
        LoggerFilterRule[] loud =
        [
            .. options.Rules.Where(rule => rule.CategoryName is { } category
                && (LeastOf(category) is not null || category.Contains('*', StringComparison.Ordinal))),
        ];
        foreach (LoggerFilterRule rule in loud)
        {
            if (rule.LogLevel is null || rule.LogLevel < (LeastOf(rule.CategoryName!) ?? LogLevel.Warning))
            {
                options.Rules.Remove(rule);
            }
        }

        foreach (string? provider in providers)
        {
            foreach ((string category, LogLevel least) in Held)
            {
                options.Rules.Add(new LoggerFilterRule(provider, category, least, filter: null));
            }
        }
    }

    private static LogLevel? LeastOf(string category)
    {
        foreach ((string held, LogLevel least) in Held)
        {
            if (category.StartsWith(held, StringComparison.OrdinalIgnoreCase))
            {
                return least;
            }
        }

        return null;
    }
}
