using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace LocatorApi.Serving;

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

    /// <summary>The engine that takes over while <see cref="Engine"/> does not answer.</summary>
    /// <value><c>postgis</c> or <c>embedded</c>, another one than <see cref="Engine"/>; none by default.</value>
    [AllowedValues(null, "", Embedded, Postgis, ErrorMessage = "Search:Fallback must be postgis, embedded or empty.")]
    public string? Fallback { get; init; }

    /// <summary>The engine, and the one that takes over where there is one.</summary>
    internal IReadOnlyList<string> Engines => string.IsNullOrEmpty(Fallback) ? [Engine] : [Engine, Fallback];

    /// <summary>How long an engine may take over one search before another takes over, or else before it is answered 503.</summary>
    /// <value>Default 2 s (<c>00:00:02</c>), 50 ms to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Search:Timeout must lie between 00:00:00.050 and 00:01:00, written hours:minutes:seconds: two seconds are 00:00:02.")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a search may take in all: both engines their time, and half a second.</summary>
    internal TimeSpan RequestTimeout => Engines.Count == 1 ? Timeout : (2 * Timeout) + TimeSpan.FromSeconds(0.5);

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
            if (options.Fallback is { Length: > 0 } && (options.Engine == options.Fallback || options.Engine == Embedded))
            {
                problems.Add(new ValidationResult(options.Engine == Embedded
                    ? "Search:Fallback must be empty with Search:Engine embedded, which needs no server."
                    : "Search:Fallback must be another engine than Search:Engine."));
            }

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
