using System.Buffers;
using LocatorApi.Http;
using Microsoft.AspNetCore.Components;

namespace LocatorApi.Pages.Layout;

/// <summary>Components as answers.</summary>
internal static class PageResults
{
    /// <summary>A page made of a component.</summary>
    /// <param name="parameters">The component's parameters, as an anonymous object.</param>
    /// <param name="status">The HTTP status.</param>
    public static IResult Of<TComponent>(object? parameters = null, int status = StatusCodes.Status200OK)
        where TComponent : PageComponent =>
        new PageResult(typeof(TComponent), parameters, status);

    /// <summary>A page that is written whole before anything is sent, so that a failure while writing still becomes a proper error.</summary>
    private sealed class PageResult(Type component, object? parameters, int status) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            ArrayBufferWriter<byte> buffer = JsonBuffers.Rent();
            try
            {
                IServiceProvider services = httpContext.RequestServices;
                using (PageWriter writer = new(buffer, services.GetRequiredService<PageContext>(), services))
                {
                    writer.Write(component, ParameterView.FromDictionary(new RouteValueDictionary(parameters)));
                }

                HttpResponse response = httpContext.Response;
                response.StatusCode = status;
                response.ContentType = "text/html; charset=utf-8";
                response.ContentLength = buffer.WrittenCount;
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
    }
}
