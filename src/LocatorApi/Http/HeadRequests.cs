namespace LocatorApi.Http;

/// <summary>HEAD is taken wherever GET is, as HTTP wants it (RFC 9110, section 9.1): monitors and link checkers ask so.</summary>
internal static class HeadRequests
{
    public static RouteGroupBuilder TakeHead(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            if (endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault() is { HttpMethods: ["GET"] })
            {
                endpoint.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
            }
        });
        return group;
    }
}
