using DbUp.Engine;
using DbUp.Postgresql;
using Locator.Publishing;
using Locator.Versions;
using Npgsql;

namespace Locator.Postgis;

/// <summary>The schema in the database: makes it, brings it up to date, says what is wrong with it.</summary>
public static class PostgisSchema
{
    /// <summary>The schema's name, and what every name in a command is qualified with.</summary>
    internal const string Name = "locator";

    private const string Journal = "migration";

    /// <summary>The role that may read everything, where there is one (deploy/postgis/roles.sql).</summary>
    private const string Reader = "locator_reader";

    /// <summary>The embedded scripts in their order. Those that were released are never changed.</summary>
    private static readonly SqlScript[] Scripts =
    [
        .. typeof(PostgisSchema).Assembly.GetManifestResourceNames()
            .Where(name => name.Contains(".Postgis.Migrations.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new SqlScript(ShortNameOf(name), Read(name))),
    ];

    /// <summary>Makes the schema, or brings it up to date. Safe to repeat; no import runs meanwhile.</summary>
    /// <exception cref="StoreUnavailableException">The server cannot be reached, lacks PostGIS or does not keep UTF-8, or the schema is a newer program's.</exception>
    /// <exception cref="StoreBusyException">An import is under way.</exception>
    public static async Task MigrateAsync(PostgisConnections connections, CancellationToken cancellationToken)
    {
        try
        {
            await using PostgisImportLock held = await PostgisImportLock.TakeAsync(
                connections, TimeProvider.System, PostgisImportLock.LongestWait, cancellationToken);
            await MakeExtensionAsync(held.Connection, connections, cancellationToken);
            await CheckServerAsync(held.Connection, connections, cancellationToken);
            IReadOnlyList<string> done = await DoneAsync(held.Connection, cancellationToken) ?? [];
            RefuseNewer(done, connections);
            DatabaseUpgradeResult result = PostgresqlExtensions
                .PostgresqlDatabase(new PostgresqlConnectionManager(connections.DataSource), Name)
                .WithScripts(Scripts)
                .JournalToPostgresqlTable(Name, Journal)
                .WithVariablesDisabled()
                .WithTransaction()
                .LogToNowhere()
                .Build()
                .PerformUpgrade();
            if (!result.Successful)
            {
                throw result.Error is NpgsqlException e ? e : new StoreUnavailableException(
                    $"The schema in {connections.Target} could not be brought up to date ({result.ErrorScript?.Name}); it is as it was.");
            }

            await GrantAsync(held.Connection, cancellationToken);

            // Types of an extension that was made just now are not known to connections opened before.
            await held.Connection.ReloadTypesAsync(cancellationToken);
            connections.DataSource.Clear();
        }
        catch (NpgsqlException e)
        {
            throw connections.Unavailable(e);
        }
    }

    /// <summary>Refuses a database that this program cannot work with.</summary>
    /// <exception cref="StoreUnavailableException">What is wrong with it: no server, no PostGIS, no schema, an older or a newer one.</exception>
    public static async Task CheckAsync(PostgisConnections connections, CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlConnection connection = await connections.DataSource.OpenConnectionAsync(cancellationToken);
            await CheckServerAsync(connection, connections, cancellationToken);
            IReadOnlyList<string> done = await DoneAsync(connection, cancellationToken)
                ?? throw new StoreUnavailableException(
                    $"{connections.Target} holds no directory schema yet: run \"importer database migrate\".");
            RefuseNewer(done, connections);
            if (Scripts.Any(script => !done.Contains(script.Name)))
            {
                throw new StoreUnavailableException(
                    $"The directory schema in {connections.Target} is older than this program: run \"importer database migrate\".");
            }
        }
        catch (NpgsqlException e)
        {
            throw connections.Unavailable(e);
        }
    }

    private static void RefuseNewer(IReadOnlyList<string> done, PostgisConnections connections)
    {
        if (done.FirstOrDefault(name => Array.TrueForAll(Scripts, script => script.Name != name)) is { } unknown)
        {
            throw new StoreUnavailableException(
                $"The directory schema in {connections.Target} is newer than this program ({unknown}): use the newer program.");
        }
    }

    private static async Task CheckServerAsync(
        NpgsqlConnection connection, PostgisConnections connections, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(
            "SELECT current_setting('server_encoding'), EXISTS (SELECT FROM pg_extension WHERE extname = 'postgis')", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.GetString(0) != "UTF8")
        {
            throw new StoreUnavailableException(
                $"The database {connections.Target} keeps text as {reader.GetString(0)}; the directory needs one made with ENCODING 'UTF8'.");
        }

        if (!reader.GetBoolean(1))
        {
            throw new StoreUnavailableException(
                $"The database {connections.Target} lacks PostGIS: have an administrator run CREATE EXTENSION postgis in it.");
        }
    }

    /// <summary>Makes the extension where the user may; who may not is told by the check that follows.</summary>
    private static async Task MakeExtensionAsync(
        NpgsqlConnection connection, PostgisConnections connections, CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlCommand command = new("CREATE EXTENSION IF NOT EXISTS postgis", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedFile or PostgresErrorCodes.FeatureNotSupported)
        {
            throw new StoreUnavailableException(
                $"PostGIS is not installed on the server of {connections.Target} (Debian: postgresql-15-postgis-3).");
        }
    }

    /// <summary>Lets the reader read what is there and what this user will make.</summary>
    private static async Task GrantAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(
            $"""
            DO $$ BEGIN
              IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{Reader}') THEN
                GRANT USAGE ON SCHEMA {Name} TO {Reader};
                GRANT SELECT ON ALL TABLES IN SCHEMA {Name} TO {Reader};
                ALTER DEFAULT PRIVILEGES IN SCHEMA {Name} GRANT SELECT ON TABLES TO {Reader};
              END IF;
            END $$
            """, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The scripts that were run; null where there is no schema.</summary>
    private static async Task<IReadOnlyList<string>?> DoneAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            List<string> names = [];
            await using NpgsqlCommand command = new($"SELECT scriptname FROM {Name}.{Journal}", connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                names.Add(reader.GetString(0));
            }

            return names;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return null;
        }
    }

    private static string ShortNameOf(string resource) => string.Join('.', resource.Split('.')[^2..]);

    private static string Read(string resource)
    {
        using StreamReader reader = new(typeof(PostgisSchema).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
