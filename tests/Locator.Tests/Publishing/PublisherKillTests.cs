using System.Diagnostics;
using System.Globalization;
using Locator.Elasticsearch;
using Locator.Elasticsearch.Search;
using Locator.Elasticsearch.Settings;
using Locator.Facilities;
using Locator.Indexing;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Publishing.Files;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Testing;
using Locator.Tests.Versions;
using Locator.Versions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Locator.Tests.Publishing;

/// <summary>
/// The importer is killed at every step of publishing (SIGKILL, in a process of its own), and PostgreSQL stopped as in a power
/// cut: on both storages, with and without the outside index. What was current still is, or what was published is; after it,
/// everything kept is whole, a rollback brings the index and the storage together, and the next import succeeds.
/// </summary>
public sealed class PublisherKillTests(ElasticsearchTestServer elasticsearch) : IAsyncLifetime
{
    /// <summary>Tells the process that is going to be killed what to do: step, storage, place, and address and alias of the index or nothing.</summary>
    private const string Order = "LOCATOR_TEST_KILLED_AT";

    private static readonly string[] Around = ["locked", "checked", "written", "prepared", "switched", "recorded", "current", "retired"];
    private static readonly string[] OfFiles = ["facilities.ndjson.gz", "identities.ndjson.gz", "issues.csv.gz", "manifest.json", "ids", "renamed", "removed"];
    private static readonly string[] OfPostgis = ["facts", "index", "report"];

    /// <summary>Steps of the usual run: before, between and after the two moves.</summary>
    private static readonly string[] Few = ["written", "switched", "recorded"];

    /// <summary>A server of its own, since it is killed.</summary>
    private readonly PostgresServer _postgres = new();
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("files", false)]
    [InlineData("files", true)]
    [InlineData("postgis", false)]
    [InlineData("postgis", true)]
    public async Task An_importer_killed_at_any_step_leaves_what_was_or_what_was_to_be(string storage, bool withIndex)
    {
        await using Installation installation = await InstallAsync(storage, withIndex);
        foreach (string step in StepsOf(storage, withIndex))
        {
            DirectoryVersion before = await installation.FreshAsync();
            using (Process importer = Start(step, installation))
            {
                string output = await importer.StandardOutput.ReadToEndAsync(Token);
                await importer.WaitForExitAsync(Token);
                Assert.True(importer.ExitCode == 137, $"{step}: not killed there, but ended with {importer.ExitCode}: {output}");
            }

            await installation.CheckAsync(step, before);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_database_stopped_at_any_step_leaves_what_was_or_what_was_to_be(bool withIndex)
    {
        await using Installation installation = await InstallAsync("postgis", withIndex);
        Assert.SkipWhen(_postgres.Folder is null, "only a private server is killed");
        foreach (string step in StepsOf("postgis", withIndex).Where(step => step is not ("current" or "retired")))
        {
            DirectoryVersion before = await installation.FreshAsync();
            Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => installation.PublishAsync(done =>
            {
                if (done == step)
                {
                    _postgres.KillAsync().GetAwaiter().GetResult();
                }
            }));
            Assert.True(
                step == "switched" || (step == "recorded" && withIndex) ? failure is PublishingCutOffException : failure is StoreUnavailableException,
                $"{step}: {failure}");
            await _postgres.StartAgainAsync();
            await installation.CheckAsync(step, before);
        }
    }

    /// <summary>The process that is killed.</summary>
    [Fact(Explicit = true)]
    public async Task Publishes_until_the_step_at_which_it_is_killed()
    {
        string[] order = Environment.GetEnvironmentVariable(Order)!.Split('|');
        await using Installation installation = new(order[1], order[2], order[3], order[4]);
        await installation.PublishAsync(step =>
        {
            if (step == order[0])
            {
                using Process self = Process.GetCurrentProcess();
                self.Kill();
            }
        });
    }

    private static string[] StepsOf(string storage, bool withIndex) =>
    [
        .. Around.Concat(storage == "files" ? OfFiles : OfPostgis)
            .Where(step => withIndex || step is not ("prepared" or "switched"))
            .Where(step => TestCounts.Of(reduced: 0, full: 1) == 1 || Few.Contains(step)),
    ];

    private static Process Start(string step, Installation installation)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "Locator.Tests"))
        {
            ArgumentList = { "-explicit", "only", "-method", $"{typeof(PublisherKillTests).FullName}.{nameof(Publishes_until_the_step_at_which_it_is_killed)}" },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[Order] = string.Join('|', step, installation.Storage, installation.Place, installation.Address, installation.Alias);
        return Process.Start(start)!;
    }

    private async Task<Installation> InstallAsync(string storage, bool withIndex)
    {
        string place = storage == "files" ? _folder.Path : await _postgres.CreateDatabaseAsync();
        Installation installation = new(
            storage, place, withIndex ? await elasticsearch.AddressAsync() : "", withIndex ? $"killed-{Guid.NewGuid():n}" : "");
        await installation.MigrateAsync();
        return installation;
    }

    /// <summary>A storage, and the index outside it where there is one.</summary>
    private sealed class Installation : IAsyncDisposable
    {
        private readonly PostgisConnections? _connections;
        private readonly ServiceProvider _services;
        private int _round;

        public Installation(string storage, string place, string address, string alias)
        {
            (Storage, Place, Address, Alias) = (storage, place, address, alias);
            _connections = storage == "files" ? null : new PostgisConnections(place, "importer");
            ServiceCollection services = new();
            if (address.Length > 0)
            {
                services.AddElasticsearch(new ElasticsearchOptions { Nodes = address, Alias = alias, Replicas = 0, SearchTimeout = TimeSpan.FromMinutes(1) });
            }

            _services = services.BuildServiceProvider();
        }

        public string Storage { get; }

        public string Place { get; }

        public string Address { get; }

        public string Alias { get; }

        private ElasticsearchEngine? Searched => _services.GetService<ElasticsearchEngine>();

        public Task MigrateAsync() => _connections is null ? Task.CompletedTask : PostgisSchema.MigrateAsync(_connections, Token);

        /// <summary>Publishes the two facilities that every kill is about, as the importer does; another name each time.</summary>
        public async Task<PublishOutcome> PublishAsync(Action<string>? afterStep, string name = "to be published")
        {
            Publisher publisher = PublisherOf(afterStep);
            IdentityRegistry known = await publisher.IdentitiesAsync(Token);
            DirectoryDraft draft = Drafts.Of("a", "b");
            return await publisher.PublishAsync(
                draft with
                {
                    Facilities = [.. draft.Facilities.Select(facility => facility with { Name = name })],
                    Sites = [.. known.Sites.Concat(draft.Sites).DistinctBy(site => site.FacilityId)],
                },
                Token);
        }

        /// <summary>A version that every storage and index holds, unlike any before.</summary>
        public async Task<DirectoryVersion> FreshAsync()
        {
            await PublishAsync(null, string.Create(CultureInfo.InvariantCulture, $"before round {++_round}"));
            return await CurrentAsync();
        }

        /// <summary>What holds after a kill.</summary>
        public async Task CheckAsync(string step, DirectoryVersion before)
        {
            DirectoryVersion current = await CurrentAsync();
            bool isNew = current.Facilities[0].Name == "to be published";
            Assert.True(isNew || current.Manifest.Stamp == before.Manifest.Stamp, $"{step}: {current.Manifest.Version} is neither");
            Assert.Equal(step is "current" or "removed" or "retired", isNew);

            // Everything kept is whole, and what was never current is not taken for a version that was.
            Assert.All(await PublisherOf(null).VerifyAsync(Token), version => Assert.True(version.Problem is null, $"{step}: {version}"));
            Assert.True((await StorageOf(null).ListAsync(Token)).Single(version => version.Id == before.Manifest.Stamp.Id).WasCurrent);
            await SearchAsync(current);

            // Killed between the two moves, the index is ahead; rolling back to what is current brings them together, and so does going on.
            await PublisherOf(null).MakeCurrentAsync(current.Manifest.Stamp.Id, Token);
            await TogetherAsync(current.Manifest.Stamp, step);
            PublishOutcome again = await PublishAsync(null);
            await TogetherAsync(again.Manifest.Stamp, step);
            Assert.Equal("to be published", (await CurrentAsync()).Facilities[0].Name);
            await PublisherOf(null).MakeCurrentAsync(before.Manifest.Stamp.Id, Token);
            await TogetherAsync(before.Manifest.Stamp, step);
            Assert.All(await PublisherOf(null).VerifyAsync(Token), version => Assert.True(version.Problem is null, $"{step}: {version}"));
        }

        public async ValueTask DisposeAsync()
        {
            await _services.DisposeAsync();
            await (_connections?.DisposeAsync() ?? default);
        }

        private IVersionStorage StorageOf(Action<string>? afterStep) => _connections is null
            ? new FileVersionStorage(Place, TimeProvider.System) { AfterStep = afterStep }
            : new PostgisVersionStorage(_connections, TimeProvider.System) { AfterStep = afterStep, DropAfter = TimeSpan.Zero };

        private Publisher PublisherOf(Action<string>? afterStep) =>
            new(StorageOf(afterStep), [.. _services.GetServices<IVersionIndex>()], TimeProvider.System, keepVersions: 1) { AfterStep = afterStep };

        private async Task<DirectoryVersion> CurrentAsync()
        {
            IVersionStorage storage = StorageOf(null);
            for (int tries = 0; ; tries++)
            {
                try
                {
                    CurrentPointer pointer = await storage.CurrentAsync(Token);
                    Assert.Equal(PointerState.Set, pointer.State);
                    return await storage.LoadAsync(pointer.Id!.Value, Token);
                }
                catch (StoreUnavailableException) when (tries < 100)
                {
                    // Connections of before the server was stopped; it recovers.
                    await Task.Delay(100, Token);
                }
            }
        }

        private async Task SearchAsync(DirectoryVersion current)
        {
            ISearchEngine engine;
            if (_connections is null)
            {
                EmbeddedEngine embedded = new();
                embedded.Hold(current.Manifest.Stamp, new EmbeddedIndex(FacilityIndexer.All(current, Vocabulary.Current)));
                engine = embedded;
            }
            else
            {
                engine = new PostgisEngine(_connections, TimeSpan.FromMinutes(1));
            }

            SearchAnswer answer = (await engine.SearchAsync(current.Manifest.Stamp, [new SearchQuery { State = "GA" }], Token))[0];
            Assert.Equal(current.Facilities.Select(facility => facility.Id), answer.Hits.Select(hit => hit.Id));
        }

        /// <summary>The pointer and the index name the same content.</summary>
        private async Task TogetherAsync(VersionStamp expected, string step)
        {
            Assert.Equal(expected, (await StorageOf(null).CurrentAsync(Token)).Stamp);
            if (Searched is { } engine)
            {
                Assert.True(expected == await engine.CurrentAsync(Token), $"{step}: the index is elsewhere");
                Assert.Equal(2, (await engine.SearchAsync(expected, [new SearchQuery { State = "GA" }], Token))[0].Total);
            }
        }
    }
}
