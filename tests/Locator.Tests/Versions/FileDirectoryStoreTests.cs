using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Locator.Facilities;
using Locator.Geo;
using Locator.Search;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Versions;

public sealed class FileDirectoryStoreTests : DirectoryStoreContract, IDisposable
{
    private readonly TemporaryFolder data = new();

    public void Dispose() => data.Dispose();

    protected override Task<IDirectoryStore> StoreAsync(int keep = 2, string vocabulary = "v") =>
        Task.FromResult<IDirectoryStore>(Store(keep, vocabulary));

    private FileDirectoryStore Store(int keep = 2, string vocabulary = "v", Action<string>? afterStep = null) =>
        new(data.Path, Clock, keep, vocabulary) { AfterStep = afterStep };

    private async Task<string> Publish(params string[] ids) =>
        (await Store().PublishAsync(Drafts.Of(ids), [], Token)).Manifest.Version;

    private string[] Versions() => [.. Directory.GetDirectories(data["versions"]).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Asking_an_empty_store_writes_nothing()
    {
        Assert.Null(await Store().CurrentAsync(Token));
        await Store().ListAsync(Token);
        await Store().IdentitiesAsync(Token);
        Assert.Empty(Directory.GetFileSystemEntries(data.Path));
    }

    [Fact]
    public async Task The_manifest_is_this_json()
    {
        await Publish("a");
        string expected = """
            {
              "format": 1,
              "version": "2026-11-20.1",
              "kind": "public",
              "asOf": "2026-11-18",
              "importedAt": "2026-11-20T10:00:00+00:00",
              "sources": [
                {
                  "name": "Test directory",
                  "file": "test.csv",
                  "fileSha256": "0000000000000000000000000000000000000000000000000000000000000000",
                  "asOf": "2026-11-18",
                  "licence": "public domain",
                  "attribution": "Nobody",
                  "codes": [
                    "OIT",
                    "OP"
                  ],
                  "read": 2,
                  "programs": 2,
                  "leftOut": 0
                }
              ],
              "facilities": 1,
              "programs": 1,
              "contentSha256": "CONTENT",
              "identitiesSha256": "IDENTITIES",
              "vocabularyHash": "v"
            }

            """;
        DirectoryManifest manifest = (await Store().ListAsync(Token)).Single();
        Assert.Equal(
            expected.Replace("CONTENT", manifest.ContentSha256, StringComparison.Ordinal)
                .Replace("IDENTITIES", manifest.IdentitiesSha256, StringComparison.Ordinal),
            await File.ReadAllTextAsync(data["versions", "2026-11-20.1", "manifest.json"], Token));
        Assert.Matches("^[0-9a-f]{64}$", manifest.ContentSha256);
    }

    [Fact]
    public async Task A_facility_is_this_line()
    {
        await Publish("a");
        Assert.Equal(
            """{"id":"a","name":"Peachtree Recovery","address":{"street1":"1 Test Street","city":"Atlanta","state":"GA","zip":"30309","county":"Fulton","countyFips":"13121"},"phones":[{"kind":"main","number":"+14045550100","display":"404-555-0100","programs":["a-1"]}],"website":"https://example.org/","location":{"point":{"latitude":33.78999999258667,"longitude":-84.38000005669892},"precision":"address"},"programs":[{"id":"a-1","name":"Peachtree Recovery","type":"substance-use","codes":["OIT","OP"],"source":{"source":0,"row":2}}]}""" + "\n",
            Unzipped(data["versions", "2026-11-20.1", "facilities.ndjson.gz"]));
    }

    [Fact]
    public async Task The_report_of_the_import_is_kept_with_the_version()
    {
        await Publish("a");
        Assert.Equal(
            "file,row,field,problem,outcome,value\n"
            + "test.csv,7,zip,\"The ZIP lost its zero, it had \"\"four\"\" digits.\",repaired,2101\n",
            Unzipped(data["versions", "2026-11-20.1", "issues.csv.gz"]));
    }

    [Theory]
    [InlineData("facilities.ndjson.gz")]
    [InlineData("identities.ndjson.gz")]
    public async Task A_file_cut_off_anywhere_is_damaged_and_one_garbled_anywhere_is_never_read_wrongly(string name)
    {
        string version = await Publish("a", "b");
        DirectoryVersion whole = await Store().LoadAsync(version, Token);
        IdentityRegistry identities = await Store().IdentitiesAsync(Token);
        string path = data["versions", version, name];
        byte[] bytes = await File.ReadAllBytesAsync(path, Token);

        async Task<bool> IsNoticed(byte[] changed)
        {
            await File.WriteAllBytesAsync(path, changed, Token);
            if ((await Store().CheckAsync(Token)).Single().Problem is not null)
            {
                return true;
            }

            Assert.Equivalent(whole, await Store().LoadAsync(version, Token), strict: true);
            Assert.Equivalent(identities, await Store().IdentitiesAsync(Token), strict: true);
            return false;
        }

        // The last bytes of gzip (end mark, checksum and length) and some of its first (time, system) hold nothing of the content.
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.True(await IsNoticed(bytes[..length]) || length >= bytes.Length - 12, $"cut off after {length} of {bytes.Length} bytes without notice");
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] garbled = [.. bytes];
            garbled[i] ^= 0x55;
            Assert.True(await IsNoticed(garbled) || i < 10, $"byte {i} was changed without notice");
        }
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "no manifest", "manifest.json is missing" },
        { "no facilities", "facilities.ndjson.gz is missing" },
        { "no identities", "identities.ndjson.gz is missing" },
        { "empty manifest", "manifest.json is not a manifest" },
        { "other format", "manifest.json is of format 2; this program reads format 1" },
        { "other hash", "the hash differs" },
        { "other version", "manifest.json is that of version 2026-11-20.1" },
        { "other count", "other numbers of facilities" },
        { "facilities of another version", "the hash differs" },
        { "bad line", "facilities.ndjson.gz is not readable at line 1" },
        { "no last line end", "facilities.ndjson.gz is cut off after line 0" },
        { "not gzip", "facilities.ndjson.gz is cut off or garbled" },
        { "no folder", "missing" },
        { "no pointer", "\"current\"" },
        { "bad pointer", "\"current\"" },
    };

    /// <summary>Damages the second of two versions, the current one.</summary>
    internal static void Damage(TemporaryFolder data, string damage)
    {
        string folder = data["versions", "2026-11-20.2"];
        string manifest = Path.Combine(folder, "manifest.json");
        string facilities = Path.Combine(folder, "facilities.ndjson.gz");
        void Edit(string from, string to) =>
            File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(from, to, StringComparison.Ordinal));
        void Zip(string text)
        {
            using GZipStream gzip = new(File.Create(facilities), CompressionLevel.Fastest);
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        Action change = damage switch
        {
            "no manifest" => () => File.Delete(manifest),
            "no facilities" => () => File.Delete(facilities),
            "no identities" => () => File.Delete(Path.Combine(folder, "identities.ndjson.gz")),
            "empty manifest" => () => File.WriteAllText(manifest, ""),
            "other format" => () => File.WriteAllText(manifest, """{ "format": 2, "anything": [] }"""),
            "other hash" => () => Edit("\"contentSha256\": \"", "\"contentSha256\": \"0"),
            "other version" => () => Edit("2026-11-20.2", "2026-11-20.1"),
            "other count" => () => Edit("\"facilities\": 2", "\"facilities\": 3"),
            "facilities of another version" => () =>
                File.Copy(data["versions", "2026-11-20.1", "facilities.ndjson.gz"], facilities, overwrite: true),
            "bad line" => () => Zip("{\"id\":\n"),
            "no last line end" => () => Zip("{}"),
            "not gzip" => () => File.WriteAllText(facilities, "PK"),
            "no folder" => () => Directory.Delete(folder, recursive: true),
            "no pointer" => () => File.Delete(data["current"]),
            "bad pointer" => () => File.WriteAllText(data["current"], "../../etc"),
            _ => throw new ArgumentOutOfRangeException(nameof(damage)),
        };
        change();
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Whatever_is_damaged_the_older_version_is_listed_and_importing_again_mends_the_store(string damage, string message)
    {
        await Publish("a");
        await Publish("a", "b");
        Damage(data, damage);

        if (damage.Contains("pointer", StringComparison.Ordinal))
        {
            DamagedVersionException e = await Assert.ThrowsAsync<DamagedVersionException>(() => Store().CurrentAsync(Token));
            Assert.Contains(message, e.Message, StringComparison.Ordinal);
        }
        else if (damage != "no folder")
        {
            IReadOnlyList<(string Version, string? Problem)> check = await Store().CheckAsync(Token);
            Assert.Equal(["2026-11-20.2", "2026-11-20.1"], check.Select(one => one.Version));
            Assert.Contains(message, check[0].Problem, StringComparison.Ordinal);
            Assert.Null(check[1].Problem);
        }

        Assert.Contains("2026-11-20.1", (await Store().ListAsync(Token)).Select(manifest => manifest.Version));
        Assert.Contains("b", (await Store().IdentitiesAsync(Token)).TakenIds);

        PublishOutcome mended = await Store().PublishAsync(Drafts.Of("a", "b"), [], Token);
        Assert.NotEqual(PublishResult.Unchanged, mended.Result);
        Assert.Equal(mended.Manifest.Version, await Store().CurrentAsync(Token));
        Assert.Equal(["a", "b"], (await Store().LoadAsync(mended.Manifest.Version, Token)).Facilities.Select(f => f.Id));
        Assert.Equal(["a", "b"], (await Store().IdentitiesAsync(Token)).Sites.Select(site => site.FacilityId));
    }

    [Fact]
    public async Task A_crash_at_any_step_leaves_the_old_version_or_the_new_one_whole()
    {
        await Publish("a");
        List<(string Step, TemporaryFolder Copy)> copies = [];
        await Store(afterStep: step =>
        {
            TemporaryFolder copy = new();
            data.CopyTo(copy.Path);
            copies.Add((step, copy));
        }).PublishAsync(Drafts.Of("a", "b"), [], Token);
        Assert.Equal(
            ["facilities.ndjson.gz", "identities.ndjson.gz", "issues.csv.gz", "manifest.json", "version-ids", "minted-ids", "renamed", "current"],
            copies.Select(copy => copy.Step));

        foreach ((string step, TemporaryFolder copy) in copies)
        {
            using (copy)
            {
                FileDirectoryStore store = new(copy.Path, Clock, vocabularyHash: "v");
                string current = (await store.CurrentAsync(Token))!;
                DirectoryVersion version = await store.LoadAsync(current, Token);
                Assert.Equal(step == "current" ? ["a", "b"] : ["a"], version.Facilities.Select(facility => facility.Id));
                Assert.All(await store.CheckAsync(Token), one => Assert.Null(one.Problem));

                await store.PublishAsync(Drafts.Of("a", "b", "c"), [], Token);
                Assert.Equal(3, (await store.LoadAsync((await store.CurrentAsync(Token))!, Token)).Facilities.Count);
                Assert.Empty(Directory.GetDirectories(copy["versions"], ".*"));
                Assert.False(File.Exists(copy["current.next"]));
            }
        }
    }

    [Theory]
    [InlineData("facilities.ndjson.gz")]
    [InlineData("identities.ndjson.gz")]
    [InlineData("manifest.json")]
    [InlineData("minted-ids")]
    [InlineData("renamed")]
    public async Task A_full_disk_publishes_nothing_and_says_so(string fullAfter)
    {
        string first = await Publish("a");
        IOException e = await Assert.ThrowsAsync<IOException>(() => Store(afterStep: step =>
        {
            if (step == fullAfter)
            {
                throw new IOException("No space left on device.");
            }
        }).PublishAsync(Drafts.Of("a", "b"), [], Token));
        Assert.Contains("No space left on device. Nothing was published", e.Message, StringComparison.Ordinal);
        Assert.Equal(first, await Store().CurrentAsync(Token));
        Assert.Equal([first], Versions());
        Assert.Equal(PublishResult.Published, (await Store().PublishAsync(Drafts.Of("a", "b"), [], Token)).Result);
    }

    [Theory]
    [InlineData("facilities.ndjson.gz")]
    [InlineData("minted-ids")]
    public async Task An_import_can_be_stopped_until_its_version_is_current(string stopAfter)
    {
        string first = await Publish("a");
        using CancellationTokenSource stop = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store(afterStep: step =>
        {
            if (step == stopAfter)
            {
                stop.Cancel();
            }
        }).PublishAsync(Drafts.Of("a", "b"), [], stop.Token));
        Assert.Equal(first, await Store().CurrentAsync(Token));
        Assert.Equal([first], Versions());
    }

    [Fact]
    public async Task A_second_import_is_told_who_holds_the_store()
    {
        StoreBusyException? busy = null;
        await Store(afterStep: step =>
        {
            if (step == "manifest.json")
            {
                busy = Assert.ThrowsAsync<StoreBusyException>(() => Store().PublishAsync(Drafts.Of("z"), [], Token)).Result;
            }
        }).PublishAsync(Drafts.Of("a"), [], Token);
        Assert.Contains($"process {Environment.ProcessId} on ", busy!.Message, StringComparison.Ordinal);
        Assert.Contains("since 2026-11-20 10:00:00 UTC", busy.Message, StringComparison.Ordinal);
        Assert.Equal(["a"], (await Store().LoadAsync("2026-11-20.1", Token)).Facilities.Select(facility => facility.Id));
    }

    [Fact]
    public async Task Imports_at_the_same_time_lose_nothing()
    {
        Task<PublishOutcome>[] imports =
        [
            .. Enumerable.Range(0, 8).Select(i => Task.Run(() => Store(keep: 20).PublishAsync(
                Drafts.Of("a") with { Facilities = [Drafts.Facility("a", $"Name {i}")] }, [], Token))),
        ];
        List<string> published = [];
        foreach (Task<PublishOutcome> import in imports)
        {
            try
            {
                published.Add((await import).Manifest.Version);
            }
            catch (StoreBusyException)
            {
            }
        }

        Assert.NotEmpty(published);
        Assert.Equal(published.Distinct(StringComparer.Ordinal).Count(), published.Count);
        Assert.Equal(published.Count, Versions().Length);
        Assert.All(await Store().CheckAsync(Token), one => Assert.Null(one.Problem));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_sentence()
    {
        await File.WriteAllTextAsync(data["file"], "", Token);
        FileDirectoryStore store = new(data["file"], Clock);
        IOException e = await Assert.ThrowsAsync<IOException>(() => store.PublishAsync(Drafts.Of("a"), [], Token));
        Assert.Contains("Nothing was published", e.Message, StringComparison.Ordinal);
    }

    private static string Unzipped(string path)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
