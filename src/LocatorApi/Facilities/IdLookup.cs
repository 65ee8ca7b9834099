using Locator.Search;
using Locator.Versions;
using LocatorApi.History;
using LocatorApi.Http;
using LocatorApi.Serving;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.Facilities;

/// <summary>Says of an id that is no facility's what it is instead, as far as that is known.</summary>
internal sealed class IdLookup(ServedDirectory directories, ISearchEngine engine, WithdrawnFacilities withdrawn)
{
    /// <summary>What is known of an id that is no facility's.</summary>
    public async Task<KnownId> FindAsync(string id, ServedVersion version, CancellationToken cancellationToken)
    {
        if (await FacilityOfProgramAsync(id, version, cancellationToken) is { } facility)
        {
            return new KnownId(facility, null);
        }

        try
        {
            return new KnownId(null, (await withdrawn.OfAsync(version, cancellationToken)).GetValueOrDefault(id));
        }
        catch (SearchUnavailableException)
        {
            // That there is no such facility is certain; what became of it can be asked again.
            return new KnownId(null, null);
        }
    }

    /// <summary>The 404: of a program, of a facility that was withdrawn, or of nothing known.</summary>
    public async Task<ProblemHttpResult> NotFoundAsync(string id, ServedVersion version, CancellationToken cancellationToken) =>
        TypedResults.Problem(await FindAsync(id, version, cancellationToken) switch
        {
            { FacilityOfProgram: { } facility } => ProblemType.FacilityNotFound.With(
                $"That is the id of a program. Its facility has the id {facility}: GET /v1/facilities/{facility}."),
            { Withdrawal: { LastIn: { } last } gone } => ProblemType.FacilityWithdrawn.With(
                $"The directory has had no facility with that id since version {gone.Since}; version {last} had it."),
            { Withdrawal: { } gone } => ProblemType.FacilityWithdrawn.With(
                $"The directory has had no facility with that id since version {gone.Since} at the latest."),
            _ => ProblemType.FacilityNotFound.With("The directory has no facility with that id."),
        });

    /// <summary>A program's id is that of its facility, a hyphen and what tells the programs of the facility apart.</summary>
    private async Task<string?> FacilityOfProgramAsync(string id, ServedVersion version, CancellationToken cancellationToken)
    {
        if (id.LastIndexOf('-') is not (> 0 and var end))
        {
            return null;
        }

        return await directories.AskCurrentAsync(
            version, async (asked, token) => await engine.FacilitiesAsync(asked.Stamp, [id[..end]], token), cancellationToken) is [var facility]
            && facility.Programs.Any(program => program.ProgramId == id)
                ? facility.Id
                : null;
    }
}

/// <summary>What an id is that is no facility's of the directory.</summary>
/// <param name="FacilityOfProgram">The facility that has the program of this id; null where it is no program's.</param>
/// <param name="Withdrawal">Since when the facility of this id is missing; null where none is known.</param>
internal readonly record struct KnownId(string? FacilityOfProgram, Withdrawal? Withdrawal);
