using System.Data;
using Locator.Publishing;
using Locator.Versions;
using Npgsql;
using NpgsqlTypes;

namespace Locator.Postgis;

/// <summary>Writes versions and moves the pointer, all over the one connection that holds the lock, so that nothing can outlive it.</summary>
internal sealed class PostgisStorageLock(PostgisConnections connections, PostgisImportLock held, Action<string>? afterStep) : IStorageLock
{
    private const string Schema = PostgisSchema.Name;

    /// <inheritdoc/>
    public Task<VersionId?> LastGivenAsync(CancellationToken cancellationToken) =>
        LockedAsync(async connection =>
        {
            await using NpgsqlCommand command = new($"SELECT version FROM {Schema}.directory_version", connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            VersionId? last = null;
            while (await reader.ReadAsync(cancellationToken))
            {
                if (VersionId.TryParse(reader.GetString(0), out VersionId id) && (last is null || id > last))
                {
                    last = id;
                }
            }

            return last;
        }, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>
    /// One transaction, with the index. Where the connection is lost while the server commits, nobody is told whether it did: then
    /// the version is there whole, or not at all.
    /// </remarks>
    public Task WriteAsync(NewVersion version, CancellationToken cancellationToken) =>
        LockedAsync(async connection =>
        {
            await PostgisVersionWriter.WriteAsync(connection, version, afterStep, cancellationToken);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="VersionGoneException">It is not kept.</exception>
    public Task MovePointerAsync(VersionId? from, VersionId to) =>
        LockedAsync(async connection =>
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            // The row is made again where somebody has deleted it.
            await using NpgsqlCommand move = new(
                $"""
                INSERT INTO {Schema}.current_version AS c (version, changed_at) VALUES ($2, now())
                ON CONFLICT (only_row) DO UPDATE SET version = $2, changed_at = now() WHERE c.version IS NOT DISTINCT FROM $1
                """,
                connection,
                transaction);
            move.Parameters.Add(new NpgsqlParameter { Value = (object?)from?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            move.Parameters.Add(new NpgsqlParameter<string> { TypedValue = to.ToString() });
            await using NpgsqlCommand record = new(
                $"UPDATE {Schema}.directory_version SET was_current = true WHERE version = $1 AND state = 'kept'", connection, transaction);
            record.Parameters.Add(new NpgsqlParameter<string> { TypedValue = to.ToString() });
            if (await record.ExecuteNonQueryAsync() != 1)
            {
                throw new VersionGoneException(to);
            }

            afterStep?.Invoke("recorded");
            if (!await held.IsHeldAsync(transaction, CancellationToken.None) || await move.ExecuteNonQueryAsync() != 1)
            {
                throw new StoreBusyException("Another import has changed the current version since this one began. Run this one again.");
            }

            await transaction.CommitAsync();
            return true;
        }, CancellationToken.None);

    /// <inheritdoc/>
    /// <remarks>Its tables are dropped by a later import.</remarks>
    public Task RetireAsync(IReadOnlyList<VersionId> ids, CancellationToken cancellationToken) =>
        LockedAsync(async connection =>
        {
            await using NpgsqlCommand command = new(
                $"UPDATE {Schema}.directory_version SET state = 'retired', retired_at = now() WHERE version = ANY($1) AND state = 'kept'", connection);
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. ids.Select(id => id.ToString())] });
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }, cancellationToken);

    /// <summary>Drops what was retired long enough ago, each version by itself. What the server refuses to drop is left for the next import.</summary>
    public Task DropRetiredAsync(TimeSpan dropAfter, CancellationToken cancellationToken) =>
        LockedAsync(async connection =>
        {
            foreach (VersionId id in await RetiredAsync(connection, dropAfter, cancellationToken))
            {
                try
                {
                    await DropAsync(connection, id, cancellationToken);
                }
                catch (PostgresException) when (connection.State == ConnectionState.Open && !cancellationToken.IsCancellationRequested)
                {
                    // A search still reads it, or somebody has made a view on it: nobody is harmed, and others can go.
                }
            }

            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => held.DisposeAsync();

    private static async Task<List<VersionId>> RetiredAsync(NpgsqlConnection connection, TimeSpan dropAfter, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(
            $"SELECT version FROM {Schema}.directory_version WHERE state = 'retired' AND retired_at <= now() - $1", connection);
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = dropAfter });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<VersionId> retired = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            retired.Add(VersionId.Parse(reader.GetString(0)));
        }

        return retired;
    }

    private static async Task DropAsync(NpgsqlConnection connection, VersionId id, CancellationToken cancellationToken)
    {
        string version = id.ToString();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using NpgsqlBatch batch = new(connection, transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("SET LOCAL lock_timeout = '2s'"),
                new NpgsqlBatchCommand($"DROP TABLE IF EXISTS {string.Join(", ", new VersionTables(id).All)}"),
                new NpgsqlBatchCommand($"DELETE FROM {Schema}.import_issue WHERE version = $1")
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = version } },
                },
                new NpgsqlBatchCommand($"UPDATE {Schema}.directory_version SET state = 'dropped' WHERE version = $1")
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = version } },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Works over the connection that holds the lock, and says in a sentence what the server refused.</summary>
    private Task<T> LockedAsync<T>(Func<NpgsqlConnection, Task<T>> step, CancellationToken cancellationToken) =>
        connections.ExplainedAsync(
            // Noticed while nothing was asked of it: then the driver would throw without a word of the server.
            () => held.Connection.State == ConnectionState.Open ? step(held.Connection) : throw connections.ConnectionLost(),
            cancellationToken);
}
