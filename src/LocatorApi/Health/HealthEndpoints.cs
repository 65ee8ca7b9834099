using System.Text.Json.Serialization;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Http;
using LocatorApi.Http.Limits;
using LocatorApi.Serving;

namespace LocatorApi.Health;

/// <summary>Whether the process lives, and whether it can answer.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder health = routes.MapGroup("/healthz").WithTags("Operations").CostsNothing();
        health.MapGet("/live", Live).WithName("live");
        health.MapGet("/ready", ReadyAsync).WithName("ready")
            .Produces<ReadyAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>The process lives. Depends on nothing else, so an engine that is down never has the process killed.</summary>
    internal static JsonBody<LiveAnswer> Live() => new(new LiveAnswer("live")) { CacheControl = Freshness.NoStore };

    /// <summary>Whether searches can be answered: 200, else 503.</summary>
    /// <param name="directories">What is served.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up.</param>
    internal static async Task<JsonBody<ReadyAnswer>> ReadyAsync(ServedDirectory directories, CancellationToken cancellationToken)
    {
        DirectoryManifest? served = directories.Current?.Manifest;
        EngineStatus status = await directories.EngineStatusAsync(cancellationToken);
        bool ready = status.Answering.Agrees;
        ReadyAnswer answer = new()
        {
            Status = ready ? "ready" : "unavailable",
            Engine = status.Answering.Name,
            Degraded = status.IsDegraded,
            Directory = served is null ? null : ReadyDirectory.Of(served),
            Engines = [.. status.Engines.Select(engine => new ReadyEngine(engine.Name, engine.Answers, engine.Agrees))],
            Problem = directories.Problem
                ?? (served is null ? "No directory is loaded." : status.Engines.Select(engine => engine.Problem).FirstOrDefault(problem => problem is not null)),
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

    /// <summary>The engine that should answer, then the one that takes over where there is one.</summary>
    public required IReadOnlyList<ReadyEngine> Engines { get; init; }

    /// <summary>A sentence for the operator about what is not as it should be, even where searches are answered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Problem { get; init; }
}

/// <summary>The directory version that is served.</summary>
/// <param name="Version">Its id.</param>
/// <param name="AsOf">The oldest date among the sources that gave a program.</param>
/// <param name="AsOfNewest">The newest date among them.</param>
/// <param name="Facilities">Number of facilities.</param>
/// <param name="Kind"><c>public</c>, or <c>sample</c>: invented facilities, because the store has never held a directory.</param>
public sealed record ReadyDirectory(string Version, DateOnly AsOf, DateOnly AsOfNewest, int Facilities, string Kind)
{
    internal static ReadyDirectory Of(DirectoryManifest manifest)
    {
        DirectoryStamp stamp = DirectoryStamp.Of(manifest);
        return new ReadyDirectory(stamp.Version, stamp.AsOf, stamp.AsOfNewest, manifest.Facilities, stamp.Kind);
    }
}

/// <summary>One engine.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Answers">Whether it answers at this moment.</param>
/// <param name="Agrees">Whether it holds the directory version that is served, with the content that the store has.</param>
public sealed record ReadyEngine(string Name, bool Answers, bool Agrees);
