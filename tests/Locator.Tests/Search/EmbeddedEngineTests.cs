using Locator.Search;
using Locator.Search.Embedded;
using Locator.Testing;

namespace Locator.Tests.Search;

public sealed class EmbeddedEngineTests : SearchEngineContract
{
    protected override int RandomDirectories => 100;

    protected override Task<ISearchEngine> HoldingAsync(string version, IReadOnlyList<IndexedFacility> facilities)
    {
        EmbeddedEngine engine = new();
        engine.Hold(new HeldVersion(version, ""), new EmbeddedIndex(facilities));
        return Task.FromResult<ISearchEngine>(engine);
    }
}
