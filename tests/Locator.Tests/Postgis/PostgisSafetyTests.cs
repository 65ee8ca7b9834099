using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Locator.Geo;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Testing;
using Locator.Tests.Versions;
using Locator.Versions;
using Npgsql;
using Xunit;

namespace Locator.Tests.Postgis;

/// <summary>What the API's user leaves in the server's log, and what searches and imports do when the server lets them down.</summary>
public sealed class PostgisSafetyTests(PostgisSafetyTests.Installation installation) : IClassFixture<PostgisSafetyTests.Installation>
{
    private const string Marker = "zyzzyva";

    private static readonly VersionStamp Found = new(VersionId.Parse("2026-01-02.1"), "content");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ITestOutputHelper Output => TestContext.Current.TestOutputHelper!;

    [Fact]
    public async Task The_roles_settings_hold_for_the_apis_user()
    {
        await installation.StartAsync();
        await using NpgsqlConnection connection = new(installation.Api);
        await connection.OpenAsync(Token);
        foreach ((string setting, string value) in (IEnumerable<(string, string)>)
        [
            ("log_parameter_max_length", "0"), ("log_parameter_max_length_on_error", "0"), ("statement_timeout", "1min"),
            ("idle_in_transaction_session_timeout", "5s"), ("default_transaction_read_only", "on"), ("search_path", "public"), ("jit", "off"),
        ])
        {
            await using NpgsqlCommand command = new("SELECT current_setting($1)", connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = setting });
            Assert.Equal(value, await command.ExecuteScalarAsync(Token));
        }
    }

    [Fact]
    public async Task Nothing_that_was_searched_for_reaches_the_servers_log_however_much_it_writes_there()
    {
        VersionStamp version = await installation.StartAsync();
        SearchQuery everything = new()
        {
            Origin = new GeoPoint(33.765432, -84.387654),
            Radius = Distance.FromMiles(12.3456789),
            Box = new BoundingBox(-85.123987, 32.123987, -83.123987, 34.123987),
            State = Marker,
            CountyFips = Marker,
            Words = [Marker, Marker + "x"],
            Filters = [new TokenFilter(Marker, [Marker, "level:op"], false, false), new TokenFilter("level", ["level:" + Marker], true, true)],
            Facets = [new FacetRequest("level", ["level:" + Marker])],
            Limit = 10,
            After = new ResultPosition(4321.98765, null, Marker),
        };
        SearchQuery byName = everything with { Origin = null, Radius = null, After = new ResultPosition(null, Marker, Marker) };
        SearchQuery broken = new() { State = Marker + "\0" };
        // The place travels as a vector too.
        string[] sent = [Marker, "123987", "4321.98765", UnitVector.Of(everything.Origin.Value).X.ToString("R", CultureInfo.InvariantCulture)[..12]];
        string[] secrets = [.. sent, "33.765432", "84.387654", "12.3456789", "19868"];

        await using PostgisConnections api = new(installation.Api, "api"), owner = new(installation.Administrator, "owner");
        List<string> messages = [];
        string log = await installation.LogOfAsync(async () =>
        {
            PostgisEngine engine = new(api, TimeSpan.FromSeconds(20)), impatient = new(api, TimeSpan.FromSeconds(4));
            for (int i = 0; i < 4; i++)
            {
                // From the third time on with a prepared command.
                await engine.SearchAsync(version, [everything, byName], Token);
            }

            messages.Add(await RefusalOfAsync(engine, version, broken));
            await using (await installation.LockAsync(version))
            {
                // Ended by whoever asked, and by the server just before the engine's time is over.
                using CancellationTokenSource leaving = new(TimeSpan.FromMilliseconds(200));
                Task left = Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.SearchAsync(version, [everything], leaving.Token));
                messages.AddRange(await Task.WhenAll(RefusalOfAsync(impatient, version, everything), RefusalOfAsync(impatient, version, byName)));
                await left;
            }
        });
        Assert.Contains("22021", messages[0], StringComparison.Ordinal);
        Assert.All(messages[1..], message => Assert.Contains("in time", message, StringComparison.Ordinal));
        Assert.Contains("canceling statement due to statement timeout", log, StringComparison.Ordinal);
        Assert.Contains("canceling statement due to user request", log, StringComparison.Ordinal);
        Assert.Contains("locator.program_", log, StringComparison.Ordinal);
        foreach (string secret in secrets)
        {
            Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase);
            Assert.All(messages, message => Assert.DoesNotContain(secret, message, StringComparison.OrdinalIgnoreCase));
        }

        // The same search as another user is in the log: the looking finds what is there.
        string other = await installation.LogOfAsync(() => new PostgisEngine(owner).SearchAsync(version, [everything, byName], Token));
        Assert.All(sent, secret => Assert.Contains(secret, other, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_connection_lost_in_mid_search_is_said_at_once_and_the_next_search_works()
    {
        VersionStamp version = await installation.StartAsync();
        await using PostgisConnections api = new(installation.Api, "cut");
        PostgisEngine engine = new(api, TimeSpan.FromSeconds(20));
        SearchQuery query = new() { State = "GA" };
        await engine.SearchAsync(version, [query], Token);
        await using (await installation.LockAsync(version))
        {
            Task<IReadOnlyList<SearchAnswer>> searching = engine.SearchAsync(version, [query], Token);
            await Task.Delay(300, Token);
            long cut = Stopwatch.GetTimestamp();
            await installation.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cut'");
            SearchUnavailableException lost = await Assert.ThrowsAsync<SearchUnavailableException>(() => searching);
            Assert.Contains("57P01", lost.Message, StringComparison.Ordinal);
            TimeSpan after = Stopwatch.GetElapsedTime(cut);
            Output.WriteLine($"{after.TotalMilliseconds:F0} ms: {lost.Message}");
            Assert.True(after < TimeSpan.FromSeconds(1.5), "it must not wait for any time-out");
        }

        Assert.Equal(1, Assert.Single(await engine.SearchAsync(version, [query], Token)).Total);
    }

    [Fact]
    public async Task A_server_that_falls_silent_in_mid_search_is_given_up_in_time()
    {
        VersionStamp version = await installation.StartAsync();
        using Relay relay = new(new NpgsqlConnectionStringBuilder(installation.Api).Port);
        await using PostgisConnections api = new(
            new NpgsqlConnectionStringBuilder(installation.Api) { Port = relay.Port }.ConnectionString, "api");
        PostgisEngine engine = new(api);
        SearchQuery query = new() { State = "GA" };
        await engine.SearchAsync(version, [query], Token);
        relay.Mode = RelayMode.Silent;
        long started = Stopwatch.GetTimestamp();
        SearchUnavailableException silence = await Assert.ThrowsAsync<SearchUnavailableException>(() => engine.SearchAsync(version, [query], Token));
        TimeSpan after = Stopwatch.GetElapsedTime(started);
        Output.WriteLine($"{after.TotalMilliseconds:F0} ms: {silence.Message}");
        Assert.True(after < TimeSpan.FromSeconds(4), $"given up only after {after}");
        relay.Mode = RelayMode.Open;
        await engine.SearchAsync(version, [query], Token);
    }

    [Fact]
    public async Task A_full_disk_is_said_and_nothing_is_lost_and_the_next_import_works_once_there_is_room()
    {
        await installation.StartAsync();
        Assert.SkipUnless(Environment.UserName == "root", "only root can make a small disk");
        string disk = Path.Combine(installation.Server.Folder!, "small");
        Directory.CreateDirectory(disk);
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", disk) == 0, "this machine lets nobody mount a small disk");
        string name = "small";
        try
        {
            Assert.Equal(0, await RunAsync("chown", "postgres", disk));
            await installation.ExecuteAsync($"CREATE TABLESPACE {name} LOCATION '{disk}'");
            await installation.ExecuteAsync($"CREATE DATABASE {name} TABLESPACE {name}");
            await using PostgisConnections connections = new(
                new NpgsqlConnectionStringBuilder(installation.Administrator) { Database = name }.ConnectionString, "importer");
            await PostgisSchema.MigrateAsync(connections, Token);
            PostgisVersionStorage storage = new(connections, TimeProvider.System);
            Publisher publisher = new(storage, [], TimeProvider.System);
            VersionStamp first = (await publisher.PublishAsync(Drafts.Of("a"), Token)).Manifest.Stamp;
            DirectoryDraft large = Drafts.Of([.. Enumerable.Range(0, 20_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"a{i}"))]);
            large = large with { Sites = [.. large.Sites, Drafts.Site("a")] };
            StoreUnavailableException full = await Assert.ThrowsAsync<StoreUnavailableException>(() => publisher.PublishAsync(large, Token));
            Output.WriteLine(full.Message);
            Assert.Contains("is full (SqlState 53100)", full.Message, StringComparison.Ordinal);
            Assert.False(full.IsOutage);
            Assert.Equal(first, (await storage.CurrentAsync(Token)).Stamp);
            Assert.Equal("a", Assert.Single((await storage.LoadAsync(first.Id, Token)).Facilities).Id);
            SearchAnswer answer = Assert.Single(await new PostgisEngine(connections).SearchAsync(first, [new SearchQuery { State = "GA" }], Token));
            Assert.Equal("a", Assert.Single(answer.Hits).Id);

            Assert.Equal(0, await RunAsync("mount", "-o", "remount,size=400m", disk));
            Assert.Equal(PublishResult.Published, (await publisher.PublishAsync(large, Token)).Result);
            Assert.Equal(20_000, (await storage.LoadAsync((await storage.CurrentAsync(Token)).Id!.Value, Token)).Facilities.Count);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await installation.ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            await installation.ExecuteAsync($"DROP TABLESPACE IF EXISTS {name}");
            await RunAsync("umount", "-l", disk);
        }
    }

    [Fact]
    public async Task Searches_go_through_pgbouncer_in_transaction_mode()
    {
        await installation.StartAsync();
        const string Bouncer = "/usr/sbin/pgbouncer";
        Assert.SkipUnless(File.Exists(Bouncer), "there is no pgbouncer on this machine (Debian: pgbouncer)");
        await using PostgisDatabase database = new(installation.Server);
        RandomDirectory directory = new(seed: 6, size: 300);
        await PostgisDirectory.HoldingAsync(database, Found, directory.Facilities);
        NpgsqlConnectionStringBuilder direct = new(database.ConnectionString);

        using TemporaryFolder folder = new();
        int port = Relay.FreePort();
        await File.WriteAllTextAsync(
            folder["pgbouncer.ini"],
            string.Create(CultureInfo.InvariantCulture, $"""
                [databases]
                * = host=127.0.0.1 port={direct.Port} user={direct.Username} password={direct.Password}
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = {port}
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = 3
                """),
            Token);
        if (Environment.UserName == "root")
        {
            Assert.Equal(0, await RunAsync("chmod", "-R", "a+rX", folder.Path));
        }

        string[] command = [Bouncer, "-q", folder["pgbouncer.ini"]];
        command = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", .. command] : command;
        using Process bouncer = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false })!;
        try
        {
            await using PostgisConnections pooled = new(
                $"Host=127.0.0.1;Port={port};Username=postgres;Password=x;Database={direct.Database};Max Auto Prepare=0;No Reset On Close=true", "api");
            await UntilItListensAsync(port);
            PostgisEngine engine = new(pooled, TimeSpan.FromMinutes(1), PostgisDirectory.Vocabulary);
            EmbeddedIndex embedded = new(directory.Facilities);
            SearchQuery[] queries = [.. Enumerable.Range(0, TestCounts.Of(reduced: 200, full: 2000)).Select(_ => directory.AnyQuery())];
            await Parallel.ForEachAsync(queries, new ParallelOptions { MaxDegreeOfParallelism = 12, CancellationToken = Token }, async (query, token) =>
                SearchAssert.Equal(embedded.Search(query), Assert.Single(await engine.SearchAsync(Found, [query], token)), query.ToString()));
        }
        finally
        {
            bouncer.Kill(entireProcessTree: true);
            await bouncer.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_backup_restored_into_a_new_database_gives_the_same_answers()
    {
        VersionStamp version = await installation.StartAsync();
        await using PostgisDatabase original = new(installation.Server);
        RandomDirectory directory = new(seed: 7, size: 300);
        ISearchEngine before = await PostgisDirectory.HoldingAsync(original, Found, directory.Facilities);
        string restored = await installation.Server.CreateDatabaseAsync();

        // The commands of docs/operations.md.
        using TemporaryFolder folder = new();
        await RunToolAsync("pg_dump", original.ConnectionString, "--format=custom", $"--file={folder["backup"]}");
        await RunToolAsync("pg_restore", restored, "--exit-on-error", "--single-transaction", $"--dbname={new NpgsqlConnectionStringBuilder(restored).Database}", folder["backup"]);

        await using PostgisConnections connections = new(restored, "restored");
        await PostgisSchema.CheckAsync(connections, Token);
        PostgisEngine after = new(connections, TimeSpan.FromMinutes(1), PostgisDirectory.Vocabulary);
        for (int i = 0; i < TestCounts.Of(reduced: 100, full: 2000); i++)
        {
            SearchQuery query = directory.AnyQuery();
            SearchAssert.Equal(
                Assert.Single(await before.SearchAsync(Found, [query], Token)), Assert.Single(await after.SearchAsync(Found, [query], Token)), query.ToString());
        }

        // And the store's own database: what it published is whole, and the next import goes on from there.
        string whole = await installation.Server.CreateDatabaseAsync();
        await RunToolAsync("pg_dump", installation.Administrator, "--format=custom", $"--file={folder["whole"]}");
        await RunToolAsync("pg_restore", whole, "--exit-on-error", "--single-transaction", $"--dbname={new NpgsqlConnectionStringBuilder(whole).Database}", folder["whole"]);
        await using PostgisConnections importer = new(whole, "importer");
        PostgisVersionStorage storage = new(importer, TimeProvider.System);
        Assert.Equal(version, (await storage.CurrentAsync(Token)).Stamp);
        Assert.Equal("a", Assert.Single((await storage.LoadAsync(version.Id, Token)).Facilities).Id);
        Assert.Equal("a", Assert.Single(await new PostgisEngine(importer).FacilitiesAsync(version, ["a"], Token)).Id);
        Assert.Equal(PublishResult.Published, (await new Publisher(storage, [], TimeProvider.System).PublishAsync(Drafts.Of("a", "b"), Token)).Result);
    }

    private static async Task RunToolAsync(string tool, string connectionString, params string[] arguments)
    {
        NpgsqlConnectionStringBuilder database = new(connectionString);
        ProcessStartInfo start = new(tool, arguments) { UseShellExecute = false, RedirectStandardError = true };
        start.Environment["PGHOST"] = database.Host;
        start.Environment["PGPORT"] = database.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = database.Username;
        start.Environment["PGPASSWORD"] = database.Password;
        start.Environment["PGDATABASE"] = database.Database;
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, error);
    }

    private static async Task UntilItListensAsync(int port)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync(IPAddress.Loopback, port, Token);
                return;
            }
            catch (SocketException) when (tries < 100)
            {
                await Task.Delay(50, Token);
            }
        }
    }

    private static async Task<string> RefusalOfAsync(PostgisEngine engine, VersionStamp version, SearchQuery query) =>
        (await Assert.ThrowsAsync<SearchUnavailableException>(() => engine.SearchAsync(version, [query], Token))).ToString();

    private static async Task<int> RunAsync(params string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardError = true })!;
        await process.WaitForExitAsync(Token);
        return process.ExitCode;
    }

    /// <summary>A server of its own, as deploy/postgis/roles.sql sets it up, with its log turned fully on.</summary>
    public sealed class Installation : IAsyncDisposable
    {
        private readonly SemaphoreSlim _once = new(1);
        private VersionStamp? _version;

        public PostgresServer Server { get; } = new();

        public string Administrator { get; private set; } = "";

        public string Api { get; private set; } = "";

        /// <summary>Sets it up when the first test asks for it; the version published there.</summary>
        public async Task<VersionStamp> StartAsync()
        {
            await _once.WaitAsync(Token);
            try
            {
                return _version ??= await MakeAsync();
            }
            finally
            {
                _once.Release();
            }
        }

        /// <summary>What the server writes to its log meanwhile.</summary>
        public async Task<string> LogOfAsync(Func<Task> step)
        {
            string path = Path.Combine(Server.Folder!, "log");
            int before = (await File.ReadAllTextAsync(path, Token)).Length;
            await step();
            // Written by many processes, each when it gets to it.
            await Task.Delay(500, Token);
            return (await File.ReadAllTextAsync(path, Token))[before..];
        }

        /// <summary>Keeps all searches of that version waiting.</summary>
        public async Task<IAsyncDisposable> LockAsync(VersionStamp version)
        {
            NpgsqlConnection connection = new(Administrator + ";Pooling=false");
            await connection.OpenAsync(Token);
            await using NpgsqlCommand command = new($"BEGIN; LOCK TABLE {new VersionTables(version.Id).Program}", connection);
            await command.ExecuteNonQueryAsync(Token);
            return connection;
        }

        public async Task ExecuteAsync(string sql)
        {
            await using NpgsqlConnection connection = new(Administrator + ";Pooling=false");
            await connection.OpenAsync(Token);
            await using NpgsqlCommand command = new(sql, connection);
            await command.ExecuteNonQueryAsync(Token);
        }

        public ValueTask DisposeAsync()
        {
            _once.Dispose();
            return Server.DisposeAsync();
        }

        private async Task<VersionStamp> MakeAsync()
        {
            Administrator = await Server.CreateDatabaseAsync();
            Assert.SkipWhen(Server.Folder is null, "users are made, and logs read, only on a private server");
            await ExecuteAsync(await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, "deploy", "postgis", "roles.sql"), Token));
            await ExecuteAsync("ALTER ROLE locator_importer PASSWORD 'one'; ALTER ROLE locator_api PASSWORD 'two'");
            foreach (string setting in (string[])
            [
                "log_statement = 'all'", "log_min_duration_statement = 0", "log_min_error_statement = 'debug5'", "log_duration = on",
                "log_error_verbosity = 'verbose'", "log_parameter_max_length = -1", "log_parameter_max_length_on_error = -1",
            ])
            {
                await ExecuteAsync($"ALTER SYSTEM SET {setting}");
            }

            await ExecuteAsync("SELECT pg_reload_conf()");
            Api = As("locator_api", "two");
            await using PostgisConnections importer = new(As("locator_importer", "one"), "importer");
            await PostgisSchema.MigrateAsync(importer, Token);
            Publisher publisher = new(new PostgisVersionStorage(importer, TimeProvider.System), [], TimeProvider.System);
            return (await publisher.PublishAsync(Drafts.Of("a"), Token)).Manifest.Stamp;
        }

        private string As(string user, string password) =>
            new NpgsqlConnectionStringBuilder(Administrator) { Username = user, Password = password }.ConnectionString;
    }
}
