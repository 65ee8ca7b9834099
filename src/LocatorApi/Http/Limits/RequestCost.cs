namespace LocatorApi.Http.Limits;

/// <summary>What a request to an endpoint takes from its client's tokens. An endpoint without it costs one.</summary>
/// <param name="Tokens">Tokens; 0 where there is no limit. More than a client can ever have count as all of them.</param>
internal sealed record RequestCost(int Tokens);

/// <summary>Says what requests cost.</summary>
internal static class RequestCosts
{
    /// <summary>An answer that is as large as the directory.</summary>
    public const int WholeDirectory = 50;

    /// <summary>An answer for which two versions are read.</summary>
    public const int TwoVersions = 10;

    /// <summary>Has each request to these endpoints cost so many tokens.</summary>
    public static TBuilder Costs<TBuilder>(this TBuilder endpoints, int tokens)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new RequestCost(tokens));

    /// <summary>Leaves these endpoints without a limit: who watches over the service must be able to ask while it is busy.</summary>
    public static TBuilder CostsNothing<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.Costs(0);
}
