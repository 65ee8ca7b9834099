using Locator.Facilities;
using Locator.Versions;

namespace Locator.Search;

/// <summary>Derives what engines index from a facility's facts: the one place where the rules of knowledge are computed.</summary>
public sealed class Indexing(IReadOnlyList<DirectorySource> sources, Vocabulary vocabulary)
{
    /// <summary>The indexed form of a facility.</summary>
    public IndexedFacility Of(Facility facility)
    {
        _ = sources;
        _ = vocabulary;
        throw new InvalidOperationException(facility.Id);
    }
}
