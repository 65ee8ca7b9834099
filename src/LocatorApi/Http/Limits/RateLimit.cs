using System.Globalization;
using Microsoft.Extensions.Options;

namespace LocatorApi.Http.Limits;

/// <summary>
/// Lets each client ask so much and no more, so that one that goes wild does not keep others from finding help. Every answer says
/// how much is left (draft-ietf-httpapi-ratelimit-headers-10).
/// </summary>
internal static class RateLimit
{
    public const string LeftHeader = "RateLimit";
    public const string PolicyHeader = "RateLimit-Policy";

    public static void UseRateLimit(this WebApplication app)
    {
        RateLimitOptions options = app.Services.GetRequiredService<IOptions<RateLimitOptions>>().Value;
        if (!options.Enabled)
        {
            return;
        }

        ClientTokens clients = new(options.Burst, options.PerMinute, app.Services.GetRequiredService<TimeProvider>());
        string policy = string.Create(
            CultureInfo.InvariantCulture, $"\"client\";q={options.Burst};w={Seconds(TimeSpan.FromMinutes((double)options.Burst / options.PerMinute))}");
        app.Use((context, next) =>
        {
            int cost = context.GetEndpoint()?.Metadata.GetMetadata<RequestCost>()?.Tokens ?? 1;
            if (cost == 0)
            {
                return next(context);
            }

            TokenGrant grant = clients.Take(ClientAddress.HashOf(context.Connection.RemoteIpAddress), cost);
            context.Response.OnStarting(() =>
            {
                // When the answer starts: the exception handler clears what was set before.
                context.Response.Headers[PolicyHeader] = policy;
                context.Response.Headers[LeftHeader] = string.Create(
                    CultureInfo.InvariantCulture, $"\"client\";r={grant.Left};t={Seconds(grant.UntilFull)}");
                return Task.CompletedTask;
            });
            return grant.Granted ? next(context) : RefuseAsync(context, grant);
        });
    }

    private static Task RefuseAsync(HttpContext context, TokenGrant grant)
    {
        string seconds = Math.Max(1, Seconds(grant.UntilEnough)).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.RetryAfter = seconds;
        return TypedResults.Problem(ProblemType.TooManyRequests.With($"Too much was asked from this address. Try again in {seconds} s."))
            .ExecuteAsync(context);
    }

    /// <summary>Whole seconds, rounded up.</summary>
    private static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);
}
