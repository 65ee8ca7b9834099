using Microsoft.AspNetCore.WebUtilities;

namespace LocatorApi.Http;

/// <summary>What a caller gave, as text: names as they were spelt, values in their order.</summary>
internal sealed class RawParameters
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    public RawParameters(IEnumerable<(string Name, string Value)> parameters)
    {
        foreach ((string name, string value) in parameters)
        {
            if (!_values.TryGetValue(name, out List<string>? values))
            {
                _values.Add(name, values = []);
            }

            values.Add(value.Trim());
        }
    }

    public IEnumerable<string> Names => _values.Keys;

    public bool Has(string name) => _values.ContainsKey(name);

    public IReadOnlyList<string> Of(string name) => _values.GetValueOrDefault(name) ?? [];

    /// <summary>Reads a query string. ASP.NET Core's own collection is not used: it takes ZIP and zip for one name.</summary>
    public static RawParameters FromQuery(QueryString query)
    {
        List<(string, string)> parameters = [];
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(query.Value))
        {
            // A name that cannot be read stands as it was sent: it is none that is known.
            parameters.Add((
                PercentEncoding.Decode(pair.EncodedName.Span) ?? pair.EncodedName.ToString(),
                PercentEncoding.Decode(pair.EncodedValue.Span) ?? ReadableText.Unreadable));
        }

        return new RawParameters(parameters);
    }
}
