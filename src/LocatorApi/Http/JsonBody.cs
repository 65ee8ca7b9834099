using System.Buffers;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Http;

/// <summary>
/// An answer that is written whole into a pooled buffer and sent in a single write with its Content-Length: chunked writing
/// in pieces was measured to cost more than the search, and a failure while writing still becomes a proper error.
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
        ArrayBufferWriter<byte> buffer = JsonBuffers.Rent();
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

            HttpResponse response = httpContext.Response;
            response.StatusCode = Status;
            response.ContentType = ContentType;
            response.ContentLength = buffer.WrittenCount;
            if (CacheControl is not null)
            {
                response.Headers.CacheControl = CacheControl;
            }

            if (ETag is not null)
            {
                response.GetTypedHeaders().ETag = ETag;
            }

            if (!HttpMethods.IsHead(httpContext.Request.Method))
            {
                await response.Body.WriteAsync(buffer.WrittenMemory, httpContext.RequestAborted);
            }
        }
        finally
        {
            JsonBuffers.Return(buffer);
        }
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
}

/// <summary>Buffers for answers, used again; those that one huge answer blew up are let go.</summary>
internal static class JsonBuffers
{
    /// <summary>Room that most answers fit into: twenty facilities take 54 kB, five of a hundred searches more than 100.</summary>
    private const int UsualBytes = 128 * 1024;
    private const int KeptBytes = 1 << 20;

    /// <summary>A buffer is kept by an answer until its client has taken it, so there are as many as slow clients.</summary>
    private const int KeptBuffers = 64;
    private static readonly ObjectPool<ArrayBufferWriter<byte>> Pool =
        new DefaultObjectPool<ArrayBufferWriter<byte>>(new Policy(), KeptBuffers);

    public static ArrayBufferWriter<byte> Rent() => Pool.Get();

    public static void Return(ArrayBufferWriter<byte> buffer) => Pool.Return(buffer);

    private sealed class Policy : IPooledObjectPolicy<ArrayBufferWriter<byte>>
    {
        public ArrayBufferWriter<byte> Create() => new(UsualBytes);

        public bool Return(ArrayBufferWriter<byte> obj)
        {
            obj.ResetWrittenCount();
            return obj.Capacity <= KeptBytes;
        }
    }
}
