using Locator.Indexing;
using Locator.Search;
using Locator.Testing;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Postgis;

public sealed class PostgisEngineTests(PostgisDatabase database) : SearchEngineContract, IClassFixture<PostgisDatabase>
{
    protected override int RandomDirectories => TestCounts.Of(reduced: 6, full: 25);

    protected override Task<ISearchEngine> HoldingAsync(VersionStamp version, IReadOnlyList<IndexedFacility> facilities) =>
        PostgisDirectory.HoldingAsync(database, version, facilities);
}
