using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Publishing;
using Locator.Publishing.Files;
using Locator.Tests.Versions;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Publishing;

public sealed class FileVersionStorageTests : PublisherContract, IDisposable
{
    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    protected override Task<IVersionStorage> StorageAsync() => Task.FromResult<IVersionStorage>(Storage());

    private FileVersionStorage Storage(Action<string>? afterStep = null) => new(_data.Path, Clock) { AfterStep = afterStep };

    /// <summary>A publisher that tells of the storage's steps and its own.</summary>
    private Publisher Publisher(Action<string>? afterStep = null, int keep = 2) =>
        new(Storage(afterStep), [], Clock, keep) { VocabularyHash = "v", AfterStep = afterStep };

    private string[] Versions() => [.. Directory.GetDirectories(_data["versions"]).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Asking_an_empty_store_writes_nothing()
    {
        Assert.Equal(CurrentPointer.NeverPublished, await Storage().CurrentAsync(Token));
        await Storage().ListAsync(Token);
        await IdentitiesAsync();
        Assert.Empty(Directory.GetFileSystemEntries(_data.Path));
    }

    [Fact]
    public async Task The_manifest_is_this_json()
    {
        await PublishAsync("a");
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
              "vocabularyHash": "v",
              "counts": {
                "facilitiesByState": {
                  "GA": 1
                },
                "programsByType": {
                  "substance-use": 1
                },
                "facilitiesByPrecision": {
                  "address": 1
                },
                "facilitiesByPointSource": {}
              }
            }

            """;
        DirectoryManifest manifest = (await Storage().ListAsync(Token)).Single().Manifest!;
        Assert.Equal(
            expected.Replace("CONTENT", manifest.ContentSha256, StringComparison.Ordinal)
                .Replace("IDENTITIES", manifest.IdentitiesSha256, StringComparison.Ordinal),
            await File.ReadAllTextAsync(_data["versions", "2026-11-20.1", "manifest.json"], Token));
        Assert.Matches("^[0-9a-f]{64}$", manifest.ContentSha256);
    }

    [Fact]
    public async Task A_facility_is_this_line()
    {
        await PublishAsync("a");
        Assert.Equal(
            """{"id":"a","name":"Peachtree Recovery","address":{"street1":"1 Test Street","city":"Atlanta","state":"GA","zip":"30309","county":"Fulton","countyFips":"13121"},"phones":[{"kind":"main","number":"+14045550100","display":"404-555-0100","programs":["a-1"]}],"website":"https://example.org/","location":{"point":{"latitude":33.78999999258667,"longitude":-84.38000005669892},"precision":"address"},"programs":[{"id":"a-1","name":"Peachtree Recovery","type":"substance-use","codes":["OIT","OP"],"source":{"source":0,"row":2}}]}""" + "\n",
            Unzipped(_data["versions", "2026-11-20.1", "facilities.ndjson.gz"]));
    }

    [Fact]
    public async Task The_report_of_the_import_is_kept_with_the_version()
    {
        await PublishAsync("a");
        Assert.Equal(
            "file,row,field,problem,outcome,value\n"
            + "test.csv,7,zip,\"The ZIP lost its zero, it had \"\"four\"\" digits.\",repaired,2101\n",
            Unzipped(_data["versions", "2026-11-20.1", "issues.csv.gz"]));
    }

    [Theory]
    [InlineData("facilities.ndjson.gz")]
    [InlineData("identities.ndjson.gz")]
    public async Task A_file_cut_off_anywhere_is_damaged_and_one_garbled_anywhere_is_never_read_wrongly(string name)
    {
        string version = await PublishAsync("a", "b");
        DirectoryVersion whole = await LoadAsync(version);
        IdentityRegistry identities = await IdentitiesAsync();
        string path = _data["versions", version, name];
        byte[] bytes = await File.ReadAllBytesAsync(path, Token);

        async Task<bool> IsNoticed(byte[] changed)
        {
            await File.WriteAllBytesAsync(path, changed, Token);
            if (await Storage().ProblemAsync(VersionId.Parse(version), Token) is not null)
            {
                return true;
            }

            Assert.Equivalent(whole, await LoadAsync(version), strict: true);
            Assert.Equivalent(identities, await IdentitiesAsync(), strict: true);
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
        { "empty manifest", "its manifest is not one" },
        { "other format", "its manifest is of format 2; this program reads format 1" },
        { "other hash", "the hash differs" },
        { "other version", "its manifest is that of version 2026-11-20.1" },
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
        await PublishAsync("a");
        await PublishAsync("a", "b");
        Damage(_data, damage);

        CurrentPointer pointer = await Storage().CurrentAsync(Token);
        if (damage.Contains("pointer", StringComparison.Ordinal))
        {
            Assert.Equal(PointerState.Damaged, pointer.State);
            Assert.Contains(message, pointer.Problem, StringComparison.Ordinal);
        }
        else if (damage != "no folder")
        {
            IReadOnlyList<(VersionId Version, string? Problem)> check = await Publisher().VerifyAsync(Token);
            Assert.Equal(["2026-11-20.2", "2026-11-20.1"], check.Select(one => one.Version.ToString()));
            Assert.Contains(message, check[0].Problem, StringComparison.Ordinal);
            Assert.Null(check[1].Problem);
        }

        Assert.Contains("2026-11-20.1", await VersionsAsync());
        Assert.Contains("b", (await IdentitiesAsync()).TakenIds);

        PublishOutcome mended = await Publisher().PublishAsync(Drafts.Of("a", "b"), Token);
        Assert.NotEqual(PublishResult.Unchanged, mended.Result);
        Assert.Equal(mended.Manifest.Version, await CurrentAsync());
        Assert.Equal(["a", "b"], (await LoadAsync(mended.Manifest.Version)).Facilities.Select(f => f.Id));
        Assert.Equal(["a", "b"], (await IdentitiesAsync()).Sites.Select(site => site.FacilityId));
    }

    [Fact]
    public async Task A_crash_at_any_step_leaves_the_old_version_or_the_new_one_whole()
    {
        await PublishAsync("a");
        List<(string Step, TemporaryFolder Copy)> copies = [];
        await Publisher(step =>
        {
            TemporaryFolder copy = new();
            _data.CopyTo(copy.Path);
            copies.Add((step, copy));
        }, keep: 0).PublishAsync(Drafts.Of("a", "b"), Token);
        Assert.Equal(
            [
                "locked", "checked", "facilities.ndjson.gz", "identities.ndjson.gz", "issues.csv.gz", IndexedFile.NameFor(Vocabulary.Current.Hash), "manifest.json", "ids", "renamed",
                "written", "recorded", "current", "removed", "retired",
            ],
            copies.Select(copy => copy.Step));

        bool isCurrent = false;
        foreach ((string step, TemporaryFolder copy) in copies)
        {
            using (copy)
            {
                isCurrent |= step == "current";
                FileVersionStorage storage = new(copy.Path, Clock);
                Publisher publisher = new(storage, [], Clock) { VocabularyHash = "v" };
                VersionId current = (await storage.CurrentAsync(Token)).Stamp!.Value.Id;
                DirectoryVersion version = await storage.LoadAsync(current, Token);
                Assert.Equal(isCurrent ? ["a", "b"] : ["a"], version.Facilities.Select(facility => facility.Id));
                Assert.All(await publisher.VerifyAsync(Token), one => Assert.Null(one.Problem));
                Assert.Equal(version.Manifest.Version, (await publisher.MakeCurrentAsync(current, Token)).Version);

                await publisher.PublishAsync(Drafts.Of("a", "b", "c"), Token);
                Assert.Equal(3, (await storage.LoadAsync((await storage.CurrentAsync(Token)).Id!.Value, Token)).Facilities.Count);
                Assert.Empty(Directory.GetDirectories(copy["versions"], ".*"));
                Assert.False(File.Exists(copy["current.next"]));
            }
        }
    }

    [Theory]
    [InlineData("facilities.ndjson.gz")]
    [InlineData("identities.ndjson.gz")]
    [InlineData("manifest.json")]
    [InlineData("ids")]
    [InlineData("recorded")]
    public async Task A_full_disk_publishes_nothing_and_says_so(string fullAfter)
    {
        string first = await PublishAsync("a");
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => Publisher(step =>
        {
            if (step == fullAfter)
            {
                throw new IOException("No space left on device.");
            }
        }).PublishAsync(Drafts.Of("a", "b"), Token));
        Assert.Contains("No space left on device. What was current still is.", e.Message, StringComparison.Ordinal);
        Assert.Equal(first, await CurrentAsync());
        Assert.DoesNotContain(Versions(), name => name.StartsWith('.'));
        Assert.NotEqual(PublishResult.Unchanged, (await Publisher().PublishAsync(Drafts.Of("a", "b"), Token)).Result);
        Assert.Equal(["a", "b"], (await LoadAsync((await CurrentAsync())!)).Facilities.Select(facility => facility.Id));
    }

    [Fact]
    public async Task In_a_store_of_an_older_release_every_version_was_current()
    {
        await PublishAsync("a");
        await PublishAsync("a", "b");
        File.Delete(_data["were-current"]);
        Assert.All(await Storage().ListAsync(Token), version => Assert.True(version.WasCurrent));
        await Assert.ThrowsAsync<IndexFailedException>(() =>
            new Publisher(Storage(), [new RecordingIndex("one") { FailsAt = "prepares" }], Clock) { VocabularyHash = "v" }
                .PublishAsync(Drafts.Of("a", "b", "c"), Token));
        Assert.Equal([false, true, true], (await Storage().ListAsync(Token)).Select(version => version.WasCurrent));
    }

    [Fact]
    public async Task A_second_import_is_told_who_holds_the_store()
    {
        StoreBusyException? busy = null;
        await Publisher(step =>
        {
            if (step == "manifest.json")
            {
                busy = Assert.ThrowsAsync<StoreBusyException>(() => Publisher().PublishAsync(Drafts.Of("z"), Token)).Result;
            }
        }).PublishAsync(Drafts.Of("a"), Token);
        Assert.Contains($"process {Environment.ProcessId} on ", busy!.Message, StringComparison.Ordinal);
        Assert.Contains("since 2026-11-20 10:00:00 UTC", busy.Message, StringComparison.Ordinal);
        Assert.Equal(["a"], (await LoadAsync("2026-11-20.1")).Facilities.Select(facility => facility.Id));
    }

    [Fact]
    public async Task Imports_at_the_same_time_lose_nothing()
    {
        Task<PublishOutcome>[] imports =
        [
            .. Enumerable.Range(0, 8).Select(i => Task.Run(() => Publisher(keep: 20).PublishAsync(
                Drafts.Of("a") with { Facilities = [Drafts.Facility("a", $"Name {i}")] }, Token))),
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
        Assert.All(await Publisher().VerifyAsync(Token), one => Assert.Null(one.Problem));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_sentence()
    {
        await File.WriteAllTextAsync(_data["file"], "", Token);
        Publisher publisher = new(new FileVersionStorage(_data["file"], Clock), [], Clock);
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => publisher.PublishAsync(Drafts.Of("a"), Token));
        Assert.Contains("What was current still is", e.Message, StringComparison.Ordinal);
    }

    private static string Unzipped(string path)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
