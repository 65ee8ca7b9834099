using Locator.Indexing;

namespace Locator.Tests.Elasticsearch;

/// <summary>Facilities during whose reading something happens.</summary>
internal static class InterruptedBlocks
{
    /// <summary>Two blocks, between which it happens.</summary>
    /// <param name="facilities">The facilities.</param>
    /// <param name="at">How many come before.</param>
    /// <param name="happens">What happens.</param>
    public static IEnumerable<IReadOnlyList<IndexedFacility>> Of(IndexedFacility[] facilities, int at, Func<Task> happens)
    {
        yield return facilities[..at];
#pragma warning disable xUnit1031, MA0045 // An enumerator cannot be awaited.
        Task.Run(happens).GetAwaiter().GetResult();
#pragma warning restore xUnit1031, MA0045
        yield return facilities[at..];
    }
}
