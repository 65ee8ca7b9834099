using System.Text.Json.Serialization;
using Locator.Search;
using LocatorApi.Http;
using LocatorApi.Versions;

namespace LocatorApi.Health;

/// <summary>Whether the process lives, and whether it can answer.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder health = routes.MapGroup("/healthz").WithTags("Operations");
        health.MapGet("/live", Live).WithName("live");
        health.MapGet("/ready", ReadyAsync).WithName("ready")
            .Produces<ReadyAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>The process lives. Depends on nothing else, so an engine that is down never has the process killed.</summary>
    internal static JsonBody<LiveAnswer> Live() => new(new LiveAnswer("live")) { CacheControl = Freshness.NoStore };

    /// <summary>Whether searches can be answered: 200, else 503.</summary>
    /// <param name="directories">The directory versions held.</param>
    /// <param name="engine">What answers searches.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up.</param>
    internal static async Task<JsonBody<ReadyAnswer>> ReadyAsync(
        CurrentDirectory directories, ISearchEngine engine, CancellationToken cancellationToken)
    {
        string? problem = directories.Problem;
        bool ready = false;
        if (directories.Current?.Manifest is { } manifest)
        {
            try
            {
                ready = (await engine.VersionsAsync(cancellationToken)).Contains(manifest.Version);
                problem ??= ready ? null : "The search engine does not hold the directory version that is served.";
            }
            catch (SearchUnavailableException exception)
            {
                problem = exception.Message;
            }
        }
        else
        {
            manifest = null;
            problem ??= "No directory is loaded.";
        }

        ReadyAnswer answer = new()
        {
            Status = ready ? "ready" : "unavailable",
            Engine = engine.Name,
            // One engine and no other that takes over: it answers or it does not.
            Degraded = false,
            Directory = manifest is null ? null : new ReadyDirectory(manifest.Version, manifest.AsOf, manifest.Facilities),
            Problem = problem,
        };
        return new JsonBody<ReadyAnswer>(answer)
        {
            Status = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
            CacheControl = Freshness.NoStore,
        };
    }
}

/// <summary>The process lives.</summary>
/// <param name="Status">Always <c>live</c>.</param>
public sealed record LiveAnswer(string Status);

/// <summary>Whether searches can be answered.</summary>
public sealed record ReadyAnswer
{
    /// <summary><c>ready</c> or <c>unavailable</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The engine that answers searches now.</summary>
    public required string Engine { get; init; }

    /// <summary>Whether another engine has taken over.</summary>
    public required bool Degraded { get; init; }

    /// <summary>The directory version that is served; null when none is.</summary>
    public required ReadyDirectory? Directory { get; init; }

    /// <summary>A sentence for the operator about what is not as it should be, even where searches are answered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Problem { get; init; }
}

/// <summary>The directory version that is served.</summary>
/// <param name="Version">Its id.</param>
/// <param name="AsOf">The newest date of its sources.</param>
/// <param name="Facilities">Number of facilities.</param>
public sealed record ReadyDirectory(string Version, DateOnly AsOf, int Facilities);
