using Locator.Versions;
using LocatorApi.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.History;

/// <summary>A directory version that a caller named: its manifest, or what to answer instead.</summary>
internal sealed record VersionParameter(DirectoryManifest? Manifest, ProblemHttpResult? Problem)
{
    /// <summary>
    /// Looks a version up: one that is kept no longer is gone (410), one that never was is a slip of the caller's (400).
    /// </summary>
    /// <param name="name">The parameter.</param>
    /// <param name="text">What was given.</param>
    /// <param name="stored">Where versions are.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<VersionParameter> OfAsync(string name, string text, StoredDirectory stored, CancellationToken cancellationToken)
    {
        if (VersionId.TryParse(text, out VersionId id))
        {
            if (await stored.FindAsync(id, cancellationToken) is { } manifest)
            {
                return new VersionParameter(manifest, null);
            }

            if (await stored.WasGivenAsync(id, cancellationToken))
            {
                return new VersionParameter(null, Gone(id));
            }
        }

        ParameterErrors errors = new();
        errors.Add(name, "There never was such a directory version here. Versions are written like 2026-11-20.1; every answer names its own.");
        return new VersionParameter(null, errors.ToProblem());
    }

    /// <summary>The 410 of a version that was kept once.</summary>
    public static ProblemHttpResult Gone(VersionId id) =>
        TypedResults.Problem(ProblemType.VersionGone.With($"The directory version {id} is not kept any more."));
}
