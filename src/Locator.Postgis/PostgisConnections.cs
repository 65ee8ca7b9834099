using Locator.Versions;
using Npgsql;

namespace Locator.Postgis;

/// <summary>
/// The connections of one program to one PostGIS database: the one place where pooling, time-outs and types are set.
/// </summary>
public sealed class PostgisConnections : IAsyncDisposable
{
    /// <summary>
    /// What holds where the connection string says nothing else. Time-outs are seconds, the cancellation's milliseconds: how
    /// long a cancelled command may take to say so before its connection is thrown away. Planning costs more than most
    /// searches, so commands are prepared; docs/operations.md says what to set behind pgbouncer. An import sends megabytes, in
    /// parts of 64 kB rather than 8.
    /// </summary>
    private const string Defaults =
        "Timeout=5;Cancellation Timeout=500;Keepalive=30;Maximum Pool Size=32;Max Auto Prepare=200;Auto Prepare Min Usages=2;Write Buffer Size=65536";

    /// <summary>Connections to that database; none is opened yet.</summary>
    /// <param name="connectionString">An Npgsql connection string.</param>
    /// <param name="applicationName">What administrators read in pg_stat_activity, and whoever waits for another import.</param>
    /// <exception cref="ArgumentException">It is no connection string. The message does not repeat it.</exception>
    public PostgisConnections(string connectionString, string applicationName)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new($"{Defaults};Application Name={applicationName};{connectionString}");
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
#pragma warning disable MA0054 // The inner exception's message can hold the password.
            throw new ArgumentException(
                "The PostGIS connection string cannot be read. It is written like Host=…;Database=…;Username=…;Password=…", nameof(connectionString));
#pragma warning restore MA0054
        }

        // The details of an error can hold values of parameters.
        settings.IncludeErrorDetail = false;
        settings.IncludeFailedBatchedCommand = false;
        settings.LogParameters = false;
        Target = $"{settings.Host}:{settings.Port}/{settings.Database}";

        NpgsqlDataSourceBuilder builder = new(settings.ConnectionString);
        builder.UseNetTopologySuite(geographyAsDefault: true);
        DataSource = builder.Build();
    }

    /// <summary>Host, port and database, for messages; never user or password.</summary>
    public string Target { get; }

    internal NpgsqlDataSource DataSource { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => DataSource.DisposeAsync();

    /// <summary>Turns what the server refused into a sentence; of its errors only the SqlState.</summary>
    /// <exception cref="StoreUnavailableException">The server refused it, or was not reached, or lacks the schema.</exception>
    internal async Task<T> ExplainedAsync<T>(Func<Task<T>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await step();
        }
        catch (NpgsqlException) when (cancellationToken.IsCancellationRequested)
        {
            // A connection that did not survive its cancellation says so in many ways.
            throw new OperationCanceledException(cancellationToken);
        }
        catch (PostgresException e) when (MaySchemaBeAnother(e))
        {
            await PostgisSchema.CheckAsync(this, cancellationToken);
            throw Unavailable(e);
        }
        catch (NpgsqlException e)
        {
            throw Unavailable(e);
        }
    }

    /// <summary>The failure of a server, for whoever asked the store.</summary>
    internal StoreUnavailableException Unavailable(NpgsqlException exception) => new(Explain(exception)) { IsOutage = IsOutage(exception) };

    /// <summary>The connection is gone, which was noticed while nothing was asked of the server.</summary>
    internal StoreUnavailableException ConnectionLost() =>
        new($"The connection to the PostGIS server at {Target} was lost.") { IsOutage = true };

    /// <summary>Whether it may be because there is no schema, or an older one.</summary>
    internal static bool MaySchemaBeAnother(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedColumn;

    /// <summary>Whether it may pass by itself: the server is not reached, is starting or stopping, or has too much to do.</summary>
    internal static bool IsOutage(NpgsqlException exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => false,
        // Class 57: an operator's intervention, such as a restart.
        PostgresException e => e.IsTransient || e.SqlState.StartsWith("57", StringComparison.Ordinal),
        _ => true,
    };

    /// <summary>A sentence about what a server or the way to it refused. Of a server's error only the SqlState, never its text.</summary>
    internal string Explain(NpgsqlException exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } e =>
            $"The PostGIS server at {Target} refused the user or the password (SqlState {e.SqlState}).",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } e =>
            $"There is no database of that name: {Target} (SqlState {e.SqlState}).",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } e =>
            $"The database user lacks a privilege in {Target} (SqlState {e.SqlState}): docs/operations.md says what each program needs.",
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } e =>
            $"The disk of the PostGIS server at {Target} is full (SqlState {e.SqlState}).",
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } e =>
            $"The PostGIS server at {Target} did not answer in time (SqlState {e.SqlState}).",
        PostgresException e => $"The PostGIS server at {Target} reported an error (SqlState {e.SqlState}).",
        { InnerException: TimeoutException } => $"The PostGIS server at {Target} did not answer in time.",
        _ => $"The PostGIS server at {Target} cannot be reached, or the connection to it was lost.",
    };
}
