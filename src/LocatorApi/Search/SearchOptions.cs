using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace LocatorApi.Search;

/// <summary>The settings under <c>Search</c>; a misspelt one is an error at start.</summary>
internal sealed class SearchOptions
{
    public const string Section = "Search";

    public const string Embedded = "embedded";
    public const string Postgis = "postgis";
    public const string Elasticsearch = "elasticsearch";

    /// <summary>What answers searches.</summary>
    /// <value><c>embedded</c>, the default; <c>postgis</c> or <c>elasticsearch</c>.</value>
    [AllowedValues(Embedded, Postgis, Elasticsearch, ErrorMessage = "Search:Engine must be embedded, postgis or elasticsearch.")]
    public string Engine { get; init; } = Embedded;

    /// <summary>The engine that takes over. The importer fills it already; here none takes over yet.</summary>
    [AllowedValues(null, "", ErrorMessage = "Search:Fallback must be empty: in this release no engine takes over from another one.")]
    public string? Fallback { get; init; }

    /// <summary>How long one search may take before it is answered 503.</summary>
    /// <value>Default 2 s (<c>00:00:02</c>), 50 ms to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Search:Timeout must lie between 00:00:00.050 and 00:01:00, written hours:minutes:seconds: two seconds are 00:00:02.")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Encrypts cursors. Instances behind one address must share it.</summary>
    /// <value>Base64 of 32 bytes; none by default: random at every start, so cursors do not outlive it.</value>
    public string? CursorKey { get; init; }

    /// <summary>How many directory versions before the current one can still be paged through.</summary>
    /// <value>Default 2, 0 to 100.</value>
    [Range(0, 100, ErrorMessage = "Search:KeepVersions must lie between 0 and 100.")]
    public int KeepVersions { get; init; } = 2;

    /// <summary>Collects what is wrong in sentences for the operator, without the framework's words around them and without the key.</summary>
    internal sealed class Validation : IValidateOptions<SearchOptions>
    {
        public ValidateOptionsResult Validate(string? name, SearchOptions options)
        {
            List<ValidationResult> problems = [];
            Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
            Span<byte> key = stackalloc byte[33];
            if (!string.IsNullOrEmpty(options.CursorKey)
                && !(Convert.TryFromBase64String(options.CursorKey, key, out int length) && length == 32))
            {
                problems.Add(new ValidationResult(
                    "Search:CursorKey must be base64 of 32 bytes, such as the output of: openssl rand -base64 32."));
            }

            return problems.Count == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(string.Join(' ', problems.Select(problem => problem.ErrorMessage)));
        }
    }
}
