using Locator.Facilities;
using Locator.Search;

namespace Locator.Benchmarks;

/// <summary>What the API counts where a search names no facets (docs/api.md).</summary>
internal static class DefaultFacets
{
    /// <summary>The groups.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["level", "payment", "assistance", "accreditation", "telehealth", "age", "care"];

    /// <summary>The same as engines are asked for them.</summary>
    public static IReadOnlyList<FacetRequest> Requests { get; } =
    [
        .. Groups.Select(group => new FacetRequest(group, [.. Vocabulary.Current.FindGroup(group)!.Values.Select(value => value.Token)])),
    ];
}
