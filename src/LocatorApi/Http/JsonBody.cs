using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Http;

/// <summary>
/// An answer that is written whole before it is sent, in one piece with its Content-Length: chunked writing in pieces was measured to cost
/// more than the search, and a failure while writing still becomes a proper error.
/// </summary>
internal sealed class JsonBody<T>(T value) : IResult, IEndpointMetadataProvider
{
    /// <summary>What is sent.</summary>
    public T Value => value;

    public int Status { get; init; } = StatusCodes.Status200OK;

    public string ContentType { get; init; } = "application/json; charset=utf-8";

    /// <summary>The header Cache-Control; null leaves what stands there.</summary>
    public string? CacheControl { get; init; }

    public EntityTagHeaderValue? ETag { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        AnswerBuffer buffer = AnswerBuffer.Rent();
        try
        {
            if (value is IWrittenJson written)
            {
                written.WriteTo(buffer);
            }
            else
            {
                buffer.WriteValue(value);
            }

            response.StatusCode = Status;
            response.ContentType = ContentType;
            response.ContentLength = buffer.Length;
            if (CacheControl is not null)
            {
                response.Headers.CacheControl = CacheControl;
            }

            if (ETag is not null)
            {
                response.GetTypedHeaders().ETag = ETag;
            }

            if (HttpMethods.IsHead(httpContext.Request.Method))
            {
                return;
            }

            // Before the response has started, what is written is copied once more.
            await response.StartAsync(httpContext.RequestAborted);
            buffer.CopyTo(response.BodyWriter.GetSpan(buffer.Length));
            response.BodyWriter.Advance(buffer.Length);
        }
        finally
        {
            AnswerBuffer.Return(buffer);
        }

        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
}
