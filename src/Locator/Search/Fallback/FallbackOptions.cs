namespace Locator.Search.Fallback;

/// <summary>Limits of a <see cref="FallbackEngine"/>.</summary>
public sealed class FallbackOptions
{
    /// <summary>How long either engine may take over one request: <c>Search:Timeout</c>. Both together are twice that.</summary>
    /// <value>Default 2 s.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Requests that the second engine works on at the same time; more are refused.</summary>
    /// <value>Default 4 a processor.</value>
    public int Concurrency { get; set; } = 4 * Environment.ProcessorCount;
}
