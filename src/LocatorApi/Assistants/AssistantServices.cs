using System.Diagnostics;
using System.Reflection;
using LocatorApi.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace LocatorApi.Assistants;

/// <summary>The API for assistants: the Model Context Protocol over HTTP, stateless, reading only.</summary>
internal static class AssistantServices
{
    public const string Path = "/mcp";

    /// <summary>Origins of web pages that may call it, parted by commas.</summary>
    public const string OriginsSetting = "Assistants:Origins";

    public static void AddAssistants(this IServiceCollection services)
    {
        services.AddSingleton<OwnEndpoints>();
        services.AddSingleton<KnownMessages>();
        services.AddSingleton<McpServerTool, SearchProgramsTool>();
        services.AddSingleton<McpServerTool, GetFacilityTool>();
        services.AddSingleton<McpServerTool, ResolvePlaceTool>();
        services.AddSingleton<McpServerTool, ListFiltersTool>();
        services.AddMcpServer(options =>
        {
            options.ServerInfo = new Implementation
            {
                Name = "treatment-locator", Title = "Treatment Locator",
                Version = typeof(AssistantServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "1",
            };
            options.ServerInstructions =
                "Finds behavioral-health treatment programs in the United States in public directories. Where someone may be in a crisis, say first to "
                + "call or text 988. Show what an answer says as it is: unknown is not no, distances are approximate, and what is sample data is invented. "
                + "Say of which date the data is and to call the program before going. Never send names, birth dates, street addresses or coordinates.";
            options.Filters.Message.IncomingFilters.Add(next => (context, cancellationToken) =>
            {
                UntracedMessages.KeepOutOfTraces(Activity.Current);
                return next(context, cancellationToken);
            });
        }).WithHttpTransport(options => options.SessionMode = HttpServerSessionMode.Stateless);
    }

    public static void MapAssistants(this IEndpointRouteBuilder routes) => routes.MapMcp(Path);

    /// <summary>
    /// Refuses unknown messages, and pages of other origins, as the protocol wants it: a page that somebody happens to look at must
    /// not use their network's access to this service. Assistants themselves send no Origin. Pages of the same computer are
    /// developers' own.
    /// </summary>
    public static void UseAssistantBorder(this WebApplication app)
    {
        string[] allowed = (app.Configuration[OriginsSetting] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        KnownMessages messages = app.Services.GetRequiredService<KnownMessages>();
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal),
            branch => branch.Use(async (context, next) =>
            {
                context.Response.Headers.CacheControl = Freshness.NoStore;
                string origin = context.Request.Headers.Origin.ToString();
                if (origin.Length == 0 || allowed.Contains(origin, StringComparer.OrdinalIgnoreCase) || IsLoopback(origin))
                {
                    await messages.HandAsync(context, next);
                    return;
                }

                ProblemHttpResult refused = TypedResults.Problem(ProblemType.OriginNotAllowed.With("Pages of this origin may not call /mcp."));
                await refused.ExecuteAsync(context);
            }));
    }

    private static bool IsLoopback(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? page) && page.IsLoopback;
}
