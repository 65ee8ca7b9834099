using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Testcontainers.PostgreSql;
using Xunit;

namespace Locator.Testing;

/// <summary>
/// One PostgreSQL server with PostGIS for a whole test run, started when the first test needs it: a private cluster of the
/// installed server (Debian: postgresql-15-postgis-3), else the one that <c>LOCATOR_TEST_POSTGRES</c> names, else a
/// container. Where there is none, tests are skipped; in continuous integration (<c>CI=true</c>) they fail.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly Lazy<Task<string>> _started;
    private Process? _cluster;
    private PostgreSqlContainer? _container;
    private int _databases;

    /// <summary>A server that is not started yet.</summary>
    public PostgresServer() => _started = new(StartAsync);

    /// <summary>The folder of the private cluster with its log; null where the server is another one.</summary>
    public string? Folder { get; private set; }

    /// <summary>The process of the private cluster's server; null where the server is another one.</summary>
    public int? ProcessId => Folder is null
        ? null
        : int.Parse(File.ReadLines(Path.Combine(Folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>A connection string for the server's administrator; starts the server, or skips the running test.</summary>
    public Task<string> AdministratorAsync() => _started.Value;

    /// <summary>Makes an empty database and returns the administrator's connection string for it.</summary>
    public async Task<string> CreateDatabaseAsync(string options = "")
    {
        string administrator = await AdministratorAsync();
        string name = string.Create(
            CultureInfo.InvariantCulture, $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}");
        await using NpgsqlConnection connection = new(administrator);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new($"CREATE DATABASE {name} {options}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(administrator) { Database = name }.ConnectionString;
    }

    /// <summary>Ends the private cluster's server at once, as <c>pg_ctl stop -m immediate</c> does: the next start recovers from the log.</summary>
    public async Task KillAsync()
    {
        await _cluster!.StandardInput.WriteLineAsync("kill");
        await _cluster.StandardInput.FlushAsync();
        await _cluster.StandardOutput.ReadLineAsync();
    }

    /// <summary>Starts the private cluster's server again after <see cref="KillAsync"/>, and waits until it answers.</summary>
    public async Task StartAgainAsync()
    {
        await _cluster!.StandardInput.WriteLineAsync("start");
        await _cluster.StandardInput.FlushAsync();
        await WaitUntilItAnswersAsync(await AdministratorAsync());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            // The script that started the server ends when this pipe does, however this process ends; it removes everything.
            _cluster.StandardInput.Close();
            await _cluster.WaitForExitAsync();
            _cluster.Dispose();
        }

        if (_container is not null)
        {
            await _container.DisposeAsync();
        }
    }

    private async Task<string> StartAsync()
    {
        if (Installed() is { } binaries)
        {
            return await StartClusterAsync(binaries);
        }

        if (Environment.GetEnvironmentVariable("LOCATOR_TEST_POSTGRES") is { Length: > 0 } given)
        {
            return given;
        }

        try
        {
            _container = new PostgreSqlBuilder("postgis/postgis:17-3.5").Build();
            await _container.StartAsync();
            return _container.GetConnectionString();
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("there is no PostgreSQL server with PostGIS on this machine (Debian: postgresql-15-postgis-3), "
                + $"LOCATOR_TEST_POSTGRES names none and no Docker engine answers ({e.GetType().Name})");
            throw;
        }
    }

    /// <summary>The newest installed server that has PostGIS.</summary>
    private static string? Installed() =>
        !Directory.Exists("/usr/lib/postgresql")
            ? null
            : Directory.EnumerateDirectories("/usr/lib/postgresql")
                .Where(version => File.Exists(Path.Combine(version, "bin", "initdb"))
                    && File.Exists($"/usr/share/postgresql/{Path.GetFileName(version)}/extension/postgis.control"))
                .OrderByDescending(version => int.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out int number) ? number : 0)
                .Select(version => Path.Combine(version, "bin"))
                .FirstOrDefault();

    private async Task<string> StartClusterAsync(string binaries)
    {
        const string Script = """
            set -e
            folder=$(mktemp -d "${TMPDIR:-/tmp}/locator-postgres-XXXXXX")
            trap 'rm -rf "$folder"' EXIT
            printf '%s' "$3" > "$folder/password"
            "$1/initdb" -D "$folder/data" -U postgres -E UTF8 --locale=C.UTF-8 --auth-host=scram-sha-256 --auth-local=trust --pwfile="$folder/password" --no-sync > "$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
            chmod 755 "$folder"
            echo "$folder"
            binaries=$1 port=$2
            start() {
                "$binaries/postgres" -D "$folder/data" -p "$port" -k "$folder" -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c max_connections=200 < /dev/null >> "$folder/log" 2>&1 &
                server=$!
            }
            start
            while read -r command; do
                case $command in
                    kill) kill -QUIT $server; wait $server || true; echo killed;;
                    start) start;;
                esac
            done
            kill -INT $server 2> /dev/null || true
            wait $server || true
            """;
        string password = Guid.NewGuid().ToString("N");
        int port = FreePort();
        string[] shell = ["/bin/sh", "-c", Script, "sh", binaries, port.ToString(CultureInfo.InvariantCulture), password];
        // PostgreSQL refuses to run as root.
        string[] command = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", .. shell] : shell;
        _cluster = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        Folder = await _cluster.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"The test server did not start: {await _cluster.StandardError.ReadToEndAsync()}");
        string connectionString = string.Create(
            CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=postgres;Password={password};Database=postgres");
        await WaitUntilItAnswersAsync(connectionString);
        return connectionString;
    }

    private static async Task WaitUntilItAnswersAsync(string connectionString)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                await using NpgsqlConnection connection = new(connectionString + ";Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (tries < 150)
            {
                await Task.Delay(100);
            }
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
