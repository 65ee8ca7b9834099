using LocatorApi.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.Search;

/// <summary>Collects everything that is wrong with a request, so that callers mend it in one go.</summary>
internal sealed class ParameterErrors
{
    private readonly List<(string Parameter, string Message, ProblemType Type)> _found = [];

    public bool Any => _found.Count > 0;

    public void Add(string parameter, string message, ProblemType? type = null) =>
        _found.Add((parameter, message, type ?? ProblemType.InvalidParameters));

    public bool Has(string parameter) => _found.Exists(error => error.Parameter == parameter);

    /// <summary>One problem for all of them: of their type where they share one, of the general type otherwise.</summary>
    public ProblemHttpResult ToProblem()
    {
        Dictionary<string, string[]> errors = _found
            .GroupBy(error => error.Parameter)
            .ToDictionary(group => group.Key, group => group.Select(error => error.Message).Distinct().ToArray());
        ProblemType[] types = [.. _found.Select(error => error.Type).Distinct()];
        ProblemType type = types is [var only] ? only : ProblemType.InvalidParameters;
        string detail = errors.Count == 1
            ? errors.Values.First()[0]
            : $"{errors.Count} parameters cannot be used; errors says what is wrong with each.";
        return TypedResults.Problem(type.With(detail, errors));
    }
}
