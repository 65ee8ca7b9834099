using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.Http;

/// <summary>
/// Collects everything that is wrong with a request, so that callers mend it in one go. A request holds room for hundreds
/// of wrong values: the first few of each parameter are listed, the rest counted, and near spellings are looked for a few times
/// only, so that refusing a request costs no more than answering one.
/// </summary>
internal sealed class ParameterErrors
{
    /// <summary>The most parameters that are listed: more than a search can have wrong by accident.</summary>
    public const int MostParameters = 20;

    /// <summary>The most messages that are listed of one parameter.</summary>
    public const int MostOfOne = 5;

    /// <summary>The most near spellings that are looked for.</summary>
    public const int MostHints = 10;

    private readonly Dictionary<string, Found> _found = new(StringComparer.Ordinal);
    private readonly List<string> _listed = [];
    private readonly HashSet<ProblemType> _types = [];
    private int _hints;

    public bool Any => _found.Count > 0;

    public bool Has(string parameter) => _found.ContainsKey(parameter);

    public void Add(string parameter, string message, ProblemType? type = null) => Add(parameter, () => new ParameterError(message, type));

    /// <summary>Adds an error whose sentence is made only if it is listed.</summary>
    public void Add(string parameter, Func<ParameterError> error)
    {
        if (!_found.TryGetValue(parameter, out Found? found))
        {
            _found.Add(parameter, found = new Found(IsListed: _listed.Count < MostParameters));
            if (found.IsListed)
            {
                _listed.Add(parameter);
            }
        }

        if (!found.IsListed || found.Messages.Count == MostOfOne)
        {
            found.More++;
            return;
        }

        ParameterError made = error();
        _types.Add(made.Type ?? ProblemType.InvalidParameters);
        if (!found.Messages.Contains(made.Message))
        {
            found.Messages.Add(made.Message);
        }
    }

    /// <summary>A sentence with near spellings, or an empty string: as <see cref="NearSpelling.Hint"/>, for the first few of a request.</summary>
    public string Hint(string given, IEnumerable<(string Name, string Label)> known) =>
        ++_hints > MostHints ? "" : NearSpelling.Hint(given, known);

    /// <summary>One problem for all of them: of their type where they share one, of the general type otherwise.</summary>
    public ProblemHttpResult ToProblem()
    {
        Dictionary<string, string[]> errors = _listed.ToDictionary(parameter => parameter, parameter => _found[parameter].ToMessages());
        ProblemType type = _types.Count == 1 ? _types.Single() : ProblemType.InvalidParameters;
        bool isOneSentence = _found.Count == _listed.Count && errors.Values.SelectMany(messages => messages).Distinct().Count() == 1;
        string detail = _found.Count == 1 || isOneSentence
            ? errors.Values.First()[0]
            : string.Create(CultureInfo.InvariantCulture, $"{_found.Count} parameters cannot be used; errors says what is wrong with ")
                + (_found.Count == _listed.Count ? "each." : string.Create(CultureInfo.InvariantCulture, $"the first {_listed.Count}."));
        return TypedResults.Problem(type.With(detail, errors));
    }

    /// <summary>What is wrong with one parameter.</summary>
    private sealed record Found(bool IsListed)
    {
        public List<string> Messages { get; } = new(1);

        /// <summary>How many are counted only.</summary>
        public int More { get; set; }

        public string[] ToMessages() => More == 0
            ? [.. Messages]
            : [.. Messages, string.Create(CultureInfo.InvariantCulture, $"And {More} more.")];
    }
}
