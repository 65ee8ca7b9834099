using Microsoft.Extensions.Options;

namespace LocatorApi.Http;

/// <summary>
/// Keeps ASP.NET Core's own logs at Warning, whatever the settings say: below that the framework logs request lines, paths and
/// query strings (Hosting.Diagnostics at Information; Routing, StaticFiles and Kestrel at Debug and Trace), and with them ZIPs,
/// coordinates and what treatment someone is looking for. Not a setting, so that nobody switches it on while hunting a bug.
/// </summary>
internal sealed class QuietFramework : IPostConfigureOptions<LoggerFilterOptions>
{
    private const string Framework = "Microsoft.AspNetCore";

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        // The rule with the provider's name and the longest category wins: so no rule about the framework or with a wildcard may
        // stay that says less than Warning, and every provider that has rules of its own needs ours as well.
        string?[] providers = [null, .. options.Rules.Select(rule => rule.ProviderName).OfType<string>().Distinct()];
        LoggerFilterRule[] loud =
        [
            .. options.Rules.Where(rule => rule.CategoryName is { } category
                && (category.StartsWith(Framework, StringComparison.OrdinalIgnoreCase) || category.Contains('*', StringComparison.Ordinal))),
        ];
        foreach (LoggerFilterRule rule in loud)
        {
            if (rule.LogLevel is null or < LogLevel.Warning)
            {
                options.Rules.Remove(rule);
            }
        }

        foreach (string? provider in providers)
        {
            options.Rules.Add(new LoggerFilterRule(provider, Framework, LogLevel.Warning, filter: null));
        }
    }
}
