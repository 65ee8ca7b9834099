using System.Globalization;
using Locator.Facilities;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Testing;
using Locator.Tests.Versions;
using Locator.Versions;
using Npgsql;
using Xunit;

namespace Locator.Tests.Postgis;

/// <summary>Whoever takes hours over the facilities of a version is in nobody's way.</summary>
public sealed class PostgisSlowReaderTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly string[] Ids = [.. Enumerable.Range(0, 700).Select(i => i.ToString("000", CultureInfo.InvariantCulture))];

    private readonly PostgisDatabase _database = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Between_two_facilities_no_connection_is_used_and_no_snapshot_is_held()
    {
        (PostgisVersionStorage storage, DirectoryManifest manifest) = await PublishedAsync();
        await using IAsyncEnumerator<Facility> reading = storage.FacilitiesAfterAsync(manifest, null, Token).GetAsyncEnumerator(Token);
        Assert.True(await reading.MoveNextAsync());

        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND state <> 'idle' AND pid <> pg_backend_pid()"));
        // Dropping a table waits for whoever reads it.
        await ScalarAsync("SET lock_timeout = '1s'; DROP TABLE locator.fact_2026_11_20_1");
        await Assert.ThrowsAsync<DamagedVersionException>(async () => await ToEndAsync(reading));
    }

    [Fact]
    public async Task A_version_that_is_retired_meanwhile_is_read_to_its_end_and_one_that_is_dropped_is_gone()
    {
        (PostgisVersionStorage storage, DirectoryManifest manifest) = await PublishedAsync();
        await using IAsyncEnumerator<Facility> first = storage.FacilitiesAfterAsync(manifest, null, Token).GetAsyncEnumerator(Token);
        await using IAsyncEnumerator<Facility> second = storage.FacilitiesAfterAsync(manifest, "001", Token).GetAsyncEnumerator(Token);
        Assert.True(await first.MoveNextAsync() && await second.MoveNextAsync());

        await ScalarAsync("UPDATE locator.directory_version SET state = 'retired', retired_at = now()");
        Assert.Equal(Ids.Length - 1, await ToEndAsync(first));
        await ScalarAsync("DROP TABLE locator.fact_2026_11_20_1; UPDATE locator.directory_version SET state = 'dropped'");
        await Assert.ThrowsAsync<VersionGoneException>(async () => await ToEndAsync(second));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("001")]
    public async Task Facilities_that_are_missing_are_noticed(string? after)
    {
        (PostgisVersionStorage storage, DirectoryManifest manifest) = await PublishedAsync();
        await ScalarAsync("DELETE FROM locator.fact_2026_11_20_1 WHERE facility_id = '650'");
        await using IAsyncEnumerator<Facility> reading = storage.FacilitiesAfterAsync(manifest, after, Token).GetAsyncEnumerator(Token);
        await Assert.ThrowsAsync<DamagedVersionException>(async () => await ToEndAsync(reading));
    }

    private async Task<(PostgisVersionStorage Storage, DirectoryManifest Manifest)> PublishedAsync()
    {
        PostgisVersionStorage storage = new(await _database.ConnectAsync(), new Clock());
        Publisher publisher = new(storage, [], new Clock());
        return (storage, (await publisher.PublishAsync(Drafts.Of(Ids), Token)).Manifest);
    }

    private static async Task<int> ToEndAsync(IAsyncEnumerator<Facility> reading)
    {
        int count = 0;
        while (await reading.MoveNextAsync())
        {
            count++;
        }

        return count;
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using NpgsqlCommand command = (await _database.ConnectAsync()).DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }
}
