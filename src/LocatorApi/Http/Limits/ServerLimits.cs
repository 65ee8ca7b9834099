using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LocatorApi.Http.Limits;

/// <summary>
/// The most that a request may have and the longest it may take. They stand in code: what a request of this API needs is known, and
/// a limit that somebody lifts by a setting protects nobody. Kestrel keeps most of them, some before a request reaches this program.
/// </summary>
internal static class ServerLimits
{
    /// <summary>Bytes of a body. Each endpoint that takes one may have a lower limit of its own.</summary>
    public const int Body = 64 * 1024;

    /// <summary>Bytes of a query, encoded, without a cursor: many times what a search by hand needs.</summary>
    public const int Query = 2 * 1024;

    /// <summary>Bytes of the request line: method, path, query and version. A cursor carries a whole search.</summary>
    public const int RequestLine = 8 * 1024;

    /// <summary>Bytes of all headers.</summary>
    public const int Headers = 16 * 1024;

    /// <summary>How many headers there may be.</summary>
    public const int HeaderCount = 64;

    /// <summary>How long a request may take beside what its engine may take, reading its body included.</summary>
    private static readonly TimeSpan BesideTheEngine = TimeSpan.FromSeconds(30);

    /// <summary>How long all headers may take to arrive.</summary>
    public static readonly TimeSpan HeadersArrival = TimeSpan.FromSeconds(15);

    /// <summary>Bytes of an answer that wait for a client to take them: most answers whole, so that whoever makes one need not wait.</summary>
    public const int ResponseBuffer = 256 * 1024;

    /// <summary>The slowest a body may arrive after its first seconds: bytes a second.</summary>
    public const double BodyRate = 240;

    /// <summary>The first seconds of a body, in which it may be slower.</summary>
    public static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(5);

    /// <summary>After how long a request is answered 504, unless its endpoint has no such limit. A search is mostly over before.</summary>
    /// <param name="engine">The longest that an engine may take.</param>
    public static RequestTimeoutPolicy TimeoutBeside(TimeSpan engine) => new()
    {
        Timeout = engine + BesideTheEngine, TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
    };

    public static void Apply(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = Body;
        server.Limits.MaxRequestLineSize = RequestLine;
        server.Limits.MaxRequestHeadersTotalSize = Headers;
        server.Limits.MaxRequestHeaderCount = HeaderCount;
        server.Limits.RequestHeadersTimeout = HeadersArrival;
        server.Limits.MaxResponseBufferSize = ResponseBuffer;
        server.Limits.MinRequestBodyDataRate = new MinDataRate(BodyRate, BodyGrace);
    }
}
