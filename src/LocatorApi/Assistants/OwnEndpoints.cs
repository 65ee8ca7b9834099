using System.Text.Json.Nodes;
using LocatorApi.Http;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace LocatorApi.Assistants;

/// <summary>What an endpoint answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON object, a <see cref="Problem"/> where the status says that it failed.</param>
internal sealed record OwnAnswer(int Status, JsonObject Body)
{
    public bool IsError => Status >= StatusCodes.Status400BadRequest;
}

/// <summary>
/// Asks the API's own endpoints within the process, by the ids of their operations: an assistant gets the answers and the
/// sentences that everybody gets, and what is refused over HTTP is refused here. The language flows with the caller's request.
/// </summary>
internal sealed class OwnEndpoints(EndpointDataSource endpoints, IServiceScopeFactory scopes)
{
    /// <summary>Asks as GET does.</summary>
    /// <param name="operation">The operation's id.</param>
    /// <param name="query">Parameters, by name.</param>
    /// <param name="path">Values of the parts of the path.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<OwnAnswer> AskAsync(
        string operation, IEnumerable<KeyValuePair<string, string?>> query, RouteValueDictionary path, CancellationToken cancellationToken)
    {
        Endpoint endpoint = Find(operation) ?? throw new InvalidOperationException($"The API has no operation {operation}.");
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        DefaultHttpContext context = new() { RequestServices = scope.ServiceProvider, RequestAborted = cancellationToken };
        context.SetEndpoint(endpoint);
        context.Request.Method = HttpMethods.Get;
        context.Request.QueryString = QueryString.Create(query);
        context.Request.RouteValues = path;
        using MemoryStream body = new();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        try
        {
            await endpoint.RequestDelegate!(context);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            body.SetLength(0);
            if (!await ExplainAsync(context, exception, cancellationToken))
            {
                throw;
            }
        }

        await context.Response.CompleteAsync();
        body.Position = 0;
        JsonNode? answer = await JsonNode.ParseAsync(body, cancellationToken: cancellationToken);
        return new OwnAnswer(context.Response.StatusCode, answer!.AsObject());
    }

    /// <summary>What the exception is over HTTP, logged as it is there.</summary>
    private static async Task<bool> ExplainAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        foreach (IExceptionHandler handler in context.RequestServices.GetServices<IExceptionHandler>())
        {
            if (await handler.TryHandleAsync(context, exception, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private Endpoint? Find(string operation) => endpoints.Endpoints.FirstOrDefault(
        endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == operation && endpoint.RequestDelegate is not null);
}
