using Locator.Postgis;
using Xunit;

namespace Locator.Testing;

/// <summary>A database with the directory's schema, for one test class; made when its first test asks for it.</summary>
public sealed class PostgisDatabase : IAsyncDisposable
{
    private readonly Lazy<Task<PostgisConnections>> _connections;

    /// <summary>A database of that server.</summary>
    public PostgisDatabase(PostgresServer server)
    {
        Server = server;
        _connections = new(MakeAsync);
    }

    /// <summary>The server it is on.</summary>
    public PostgresServer Server { get; }

    /// <summary>The administrator's connection string for it.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Connections to it; skips the running test where there is no server.</summary>
    public Task<PostgisConnections> ConnectAsync() => _connections.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connections.IsValueCreated && _connections.Value.IsCompletedSuccessfully)
        {
            await (await _connections.Value).DisposeAsync();
        }
    }

    private async Task<PostgisConnections> MakeAsync()
    {
        ConnectionString = await Server.CreateDatabaseAsync();
        PostgisConnections connections = new(ConnectionString, "locator tests");
        await PostgisSchema.MigrateAsync(connections, TestContext.Current.CancellationToken);
        return connections;
    }
}
