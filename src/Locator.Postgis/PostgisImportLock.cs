using System.Globalization;
using Locator.Publishing;
using Npgsql;

namespace Locator.Postgis;

/// <summary>
/// Held while one import writes: an advisory lock of the session, on a connection of its own, which the server lets go of
/// when the connection ends. Needs a direct connection: behind a pooler in transaction mode a session is nobody's.
/// </summary>
internal sealed class PostgisImportLock : IAsyncDisposable
{
    /// <summary>How long an import waits for another one.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Any fixed number that no other program uses in this database: "locator" in ASCII.</summary>
    private const long Key = 0x6C6F6361746F72;

    private PostgisImportLock(NpgsqlConnection connection) => Connection = connection;

    /// <summary>The connection that holds the lock. All writing of the import goes over it, so that none can outlive the lock.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Takes the lock.</summary>
    /// <param name="connections">Where.</param>
    /// <param name="time">Measures the waiting.</param>
    /// <param name="wait">How long to wait for another import, usually <see cref="LongestWait"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StoreBusyException">Another import still holds it; the message says which.</exception>
    public static async Task<PostgisImportLock> TakeAsync(
        PostgisConnections connections, TimeProvider time, TimeSpan wait, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await connections.DataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            // A killed importer's lock must not live on while the server works on: it looks every second whether anybody is
            // still there. Imports and index builds take as long as they take.
            await ExecuteAsync(connection, "SET client_connection_check_interval = '1s'; SET statement_timeout = 0", cancellationToken);
            long started = time.GetTimestamp();
            while (!await TryTakeAsync(connection, cancellationToken))
            {
                if (time.GetElapsedTime(started) >= wait)
                {
                    string holder = await HolderAsync(connection, cancellationToken);
                    throw new StoreBusyException(
                        $"Another import is writing to {connections.Target}: {holder}. Wait for it to end, then run this one again.");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(250), time, cancellationToken);
            }

            return new PostgisImportLock(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether this session holds the lock: a pooler in between, or an administrator, may have taken it away.</summary>
    public async Task<bool> IsHeldAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(
            """
            SELECT EXISTS (
                SELECT FROM pg_locks
                WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted AND objsubid = 1
                  AND (classid::bigint << 32) | objid::bigint = $1)
            """, Connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Key });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await ExecuteAsync(Connection, $"SELECT pg_advisory_unlock({Key.ToString(CultureInfo.InvariantCulture)})", CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and the lock with it.
        }

        await Connection.DisposeAsync();
    }

    private static async Task<bool> TryTakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new("SELECT pg_try_advisory_lock($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Key });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<string> HolderAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(
            """
            SELECT a.application_name, a.usename, host(a.client_addr), a.backend_start
            FROM pg_locks l JOIN pg_stat_activity a USING (pid)
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND (l.classid::bigint << 32) | l.objid::bigint = $1
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Key });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return "it has just ended";
        }

        string? at = reader.IsDBNull(2) ? null : $" from {reader.GetString(2)}";
        string? since = reader.IsDBNull(3)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $", since {reader.GetFieldValue<DateTime>(3).ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC");
        return $"{reader.GetString(0)} (user {reader.GetString(1)}{at}{since})";
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
