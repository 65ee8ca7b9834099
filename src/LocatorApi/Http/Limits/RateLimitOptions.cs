using System.ComponentModel.DataAnnotations;

namespace LocatorApi.Http.Limits;

/// <summary>The settings under <c>RateLimit</c>: how much one client may ask. A misspelt one is an error at start.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimit";

    /// <summary>Whether there is a limit.</summary>
    /// <value>Default true; false where something before this service has limits of its own.</value>
    public bool Enabled { get; init; } = true;

    /// <summary>Tokens that come back to a client each minute. A request costs one, an export more.</summary>
    /// <value>Default 600, 1 to 1,000,000.</value>
    [Range(1, 1_000_000, ErrorMessage = "RateLimit:PerMinute must lie between 1 and 1000000.")]
    public int PerMinute { get; init; } = 600;

    /// <summary>The most tokens that a client can have: what it may ask at once.</summary>
    /// <value>Default 100, 1 to 1,000,000.</value>
    [Range(1, 1_000_000, ErrorMessage = "RateLimit:Burst must lie between 1 and 1000000.")]
    public int Burst { get; init; } = 100;
}
