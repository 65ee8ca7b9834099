using System.Diagnostics;
using System.Globalization;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Testing;
using Npgsql;
using Xunit;

namespace Locator.Benchmarks;

/// <summary>
/// Publishing a directory in PostGIS, from the facilities of the file on, against psql loading the very same rows from files:
/// tables of the same shape, binary \copy, the same indexes and statistics, in one transaction. Each time in a new database.
/// </summary>
internal static class PostgisImport
{
    private const int Rounds = 7;
    private const double Goal = 1.8;

    /// <summary>Measures; skips where there is no server or no psql.</summary>
    public static async Task<IReadOnlyList<SideBySide>> MeasureAsync()
    {
        await using PostgresServer server = new();
        await server.AdministratorAsync();
        DirectoryDraft draft = BenchmarkDirectory.Draft();
        string folder = Directory.CreateTempSubdirectory("locator-bench-").FullName;
        try
        {
            string model = await MigratedAsync(server);
            await PublishAsync(model, draft);
            string script = await ExportAsync(model, folder);

            string migrated = "", empty = "";
            return
            [
                await SideBySide.MeasureAsync(
                    "publish in PostGIS / \\copy",
                    Goal,
                    Rounds,
                    _ => PublishAsync(migrated, draft),
                    _ => PsqlAsync(empty, "--quiet", "--single-transaction", "--file", script),
                    async _ =>
                    {
                        migrated = await MigratedAsync(server);
                        empty = await server.CreateDatabaseAsync();
                        await ExecuteAsync(empty, "CREATE EXTENSION postgis");
                        // A checkpoint of earlier rounds' pages must not fall into one of the two.
                        await ExecuteAsync(empty, "CHECKPOINT");
                    },
                    async _ => Assert.Equal(await CountsAsync(migrated), await CountsAsync(empty))),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> MigratedAsync(PostgresServer server)
    {
        string connectionString = await server.CreateDatabaseAsync();
        await using PostgisConnections connections = new(connectionString, "benchmarks");
        await PostgisSchema.MigrateAsync(connections, CancellationToken.None);
        return connectionString;
    }

    private static async Task PublishAsync(string connectionString, DirectoryDraft draft)
    {
        await using PostgisConnections connections = new(connectionString, "benchmarks");
        await new Publisher(new PostgisVersionStorage(connections, TimeProvider.System), [], TimeProvider.System)
            .PublishAsync(draft, CancellationToken.None);
    }

    /// <summary>Writes the rows of every table into a file, and a script that makes the tables, loads and indexes them.</summary>
    private static async Task<string> ExportAsync(string model, string folder)
    {
        string script = Path.Combine(folder, "load.sql");
        string[] tables = [.. (await CountsAsync(model)).Where(table => table.Rows > 0).Select(table => table.Name)];
        List<string> load = [await SchemaAsync(model, "pre-data")];
        foreach (string table in tables)
        {
            string file = Path.Combine(folder, table);
            await PsqlAsync(model, "--quiet", "--command", $"\\copy locator.{table} to '{file}' with (format binary)");
            load.Add($"\\copy locator.{table} from '{file}' with (format binary, freeze)");
        }

        load.Add(await SchemaAsync(model, "post-data"));
        load.Add($"ANALYZE {string.Join(", ", tables.Select(table => $"locator.{table}"))};");
        await File.WriteAllLinesAsync(script, load);
        return script;
    }

    /// <summary>The tables (<c>pre-data</c>), or indexes and constraints (<c>post-data</c>), as pg_dump writes them.</summary>
    private static Task<string> SchemaAsync(string connectionString, string section) => RunAsync(
        "pg_dump", connectionString, "--schema", "locator", "--section", section, "--no-owner", "--no-privileges");

    private static Task<string> PsqlAsync(string connectionString, params string[] arguments) =>
        RunAsync("psql", connectionString, ["--no-psqlrc", "--set", "ON_ERROR_STOP=1", .. arguments]);

    private static async Task<string> RunAsync(string program, string connectionString, params string[] arguments)
    {
        NpgsqlConnectionStringBuilder target = new(connectionString);
        ProcessStartInfo start = new(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGHOST"] = target.Host;
        start.Environment["PGPORT"] = target.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = target.Username;
        start.Environment["PGPASSWORD"] = target.Password;
        start.Environment["PGDATABASE"] = target.Database;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not on this machine (Debian: postgresql-client)");
            throw;
        }

        using (process)
        {
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {await errors}");
        }
    }

    /// <summary>Every table of the schema and its number of rows.</summary>
    private static async Task<List<(string Name, long Rows)>> CountsAsync(string connectionString)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using NpgsqlCommand command = source.CreateCommand(
            """
            SELECT relname::text, (xpath('//count/text()', query_to_xml(format('SELECT count(*) FROM %s', oid::regclass), true, true, '')))[1]::text::bigint
            FROM pg_class WHERE relnamespace = 'locator'::regnamespace AND relkind = 'r' AND relname <> 'migration' ORDER BY relname
            """);
        List<(string, long)> counts = [];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            counts.Add((reader.GetString(0), reader.GetInt64(1)));
        }

        return counts;
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using NpgsqlCommand command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
