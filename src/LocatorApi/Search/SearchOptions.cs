using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace LocatorApi.Search;

/// <summary>The settings under <c>Search</c>; a misspelt one is an error at start.</summary>
internal sealed class SearchOptions
{
    public const string Section = "Search";

    /// <summary>Name of the only engine that this release has.</summary>
    public const string Embedded = "embedded";

    /// <summary>What answers searches.</summary>
    /// <value><c>embedded</c>, the default.</value>
    [AllowedValues(Embedded, ErrorMessage = "Search:Engine must be \"embedded\": this release has no other search engine.")]
    public string Engine { get; init; } = Embedded;

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
