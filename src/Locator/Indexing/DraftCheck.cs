using System.Globalization;
using System.Text;

namespace Locator.Indexing;

/// <summary>Refuses a directory that an engine could not index, before it is written: what is published can be served.</summary>
public static class DraftCheck
{
    /// <summary>Derives every facility and holds it against <see cref="IndexLimits"/>.</summary>
    /// <param name="facilities">The facilities.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <returns>What is wrong with the first facility that is too large: a sentence; null when all fit.</returns>
    public static string? Problem(IndexedFacilities facilities, CancellationToken cancellationToken) =>
        facilities.Blocks(cancellationToken).SelectMany(block => block).Select(ProblemOf).FirstOrDefault(problem => problem is not null);

    private static string? ProblemOf(IndexedFacility facility) =>
        Beyond(facility, "a name", Encoding.UTF8.GetByteCount(facility.SortName), IndexLimits.SortNameBytes, "bytes")
        ?? Beyond(facility, "a word", LongestOf(facility.Words), IndexLimits.WordBytes, "bytes")
        ?? Beyond(facility, "a document", facility.Document.Length, IndexLimits.DocumentBytes, "bytes")
        ?? Beyond(facility, "a site", facility.Programs.Count, IndexLimits.Programs, "programs");

    private static int LongestOf(IReadOnlyList<string> words)
    {
        int longest = 0;
        for (int i = 0; i < words.Count; i++)
        {
            longest = Math.Max(longest, Encoding.UTF8.GetByteCount(words[i]));
        }

        return longest;
    }

    private static string? Beyond(IndexedFacility facility, string what, int size, int limit, string unit) => size <= limit
        ? null
        : string.Create(
            CultureInfo.InvariantCulture, $"Facility {facility.Id} has {what} of {size:N0} {unit}, more than the {limit:N0} that can be searched.");
}
