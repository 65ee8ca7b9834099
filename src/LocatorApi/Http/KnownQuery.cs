namespace LocatorApi.Http;

/// <summary>The parameters that an endpoint takes in its address. An endpoint without it takes none.</summary>
/// <param name="Names">Their names; null where the endpoint reads and refuses parameters itself.</param>
internal sealed record QueryNames(IReadOnlyList<string>? Names);

/// <summary>
/// Refuses parameters that an endpoint does not take, on every endpoint of a group: one that is ignored would let a caller
/// believe that it did something.
/// </summary>
internal static class KnownQuery
{
    private const string InBody = "POST takes its parameters as members of the JSON body, none in the address.";

    /// <summary>Names the parameters that an endpoint takes, each at most once unless it reads repeats itself.</summary>
    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder endpoint, params string[] names) =>
        endpoint.WithMetadata(new QueryNames(names));

    /// <summary>Leaves reading and refusing parameters to the endpoint.</summary>
    public static RouteHandlerBuilder ReadsItsQuery(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new QueryNames(null));

    /// <summary>Refuses unknown parameters, with near spellings.</summary>
    public static RouteGroupBuilder RefuseUnknownQuery(this RouteGroupBuilder group) => group.AddEndpointFilter((context, next) =>
    {
        HttpContext http = context.HttpContext;
        QueryNames names = http.GetEndpoint()?.Metadata.GetMetadata<QueryNames>() ?? new QueryNames([]);
        if (names.Names is null || !http.Request.QueryString.HasValue)
        {
            return next(context);
        }

        ParameterErrors errors = new();
        foreach (string name in http.QueryParameters().Names)
        {
            if (!names.Names.Contains(name))
            {
                errors.Add(name, () => new ParameterError(HttpMethods.IsPost(http.Request.Method)
                    ? InBody
                    : UnknownName.Sentence(name, names.Names, errors)));
            }
        }

        return errors.Any ? ValueTask.FromResult<object?>(errors.ToProblem()) : next(context);
    });

    /// <summary>The parameters in the address of a request, read once.</summary>
    public static RawParameters QueryParameters(this HttpContext context)
    {
        if (context.Items.TryGetValue(typeof(RawParameters), out object? read))
        {
            return (RawParameters)read!;
        }

        RawParameters parameters = RawParameters.FromQuery(context.Request.QueryString);
        context.Items[typeof(RawParameters)] = parameters;
        return parameters;
    }
}
