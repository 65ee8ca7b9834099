using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LocatorApi.Tests;

/// <summary>One endpoint of the running API.</summary>
/// <param name="Route">Its route, with a slash before it.</param>
/// <param name="Methods">The methods that it takes.</param>
public sealed record ApiEndpoint(string Route, IReadOnlyList<string> Methods)
{
    /// <summary>A path of it, with this in the place of every parameter.</summary>
    public string PathWith(string value) => string.Join('/', Route.Split('/').Select(part => part.StartsWith('{') ? value : part));
}

/// <summary>Every endpoint that the API has, so that a new one cannot be forgotten.</summary>
public static class EveryEndpoint
{
    /// <summary>They are in the order of their routes.</summary>
    public static IReadOnlyList<ApiEndpoint> Of(ApiHost api) =>
    [
        .. api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => new ApiEndpoint(
                "/" + endpoint.RoutePattern.RawText!.TrimStart('/'),
                endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? []))
            .OrderBy(endpoint => endpoint.Route, StringComparer.Ordinal),
    ];
}
