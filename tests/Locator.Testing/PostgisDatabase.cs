using System.Runtime.CompilerServices;
using Locator.Postgis;
using Npgsql;

namespace Locator.Testing;

/// <summary>A database with the directory's schema, for one test class; made when its first test asks for it.</summary>
public sealed class PostgisDatabase : IAsyncDisposable
{
    /// <summary>For each server a database that others are copied from: making PostGIS' types and functions takes most of a second.</summary>
    private static readonly ConditionalWeakTable<PostgresServer, Lazy<Task<string>>> Templates = [];

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
        string template = await Templates.GetValue(Server, server => new(() => MigratedAsync(server))).Value;
        ConnectionString = await Server.CreateDatabaseAsync($"TEMPLATE {template}");
        return new PostgisConnections(ConnectionString, "locator tests");
    }

    private static async Task<string> MigratedAsync(PostgresServer server)
    {
        string connectionString = await server.CreateDatabaseAsync();
        // A database that somebody is connected to cannot be copied.
        await using PostgisConnections connections = new(connectionString + ";Pooling=false", "locator tests");
        await PostgisSchema.MigrateAsync(connections, CancellationToken.None);
        return new NpgsqlConnectionStringBuilder(connectionString).Database!;
    }
}
