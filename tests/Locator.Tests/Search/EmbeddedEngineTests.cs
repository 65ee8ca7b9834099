using Locator.Indexing;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Testing;
using Locator.Versions;

namespace Locator.Tests.Search;

public sealed class EmbeddedEngineTests : SearchEngineContract
{
    protected override int RandomDirectories => 100;

    protected override Task<ISearchEngine> HoldingAsync(VersionStamp version, IReadOnlyList<IndexedFacility> facilities)
    {
        EmbeddedEngine engine = new();
        engine.Hold(version, new EmbeddedIndex(facilities));
        return Task.FromResult<ISearchEngine>(engine);
    }
}
