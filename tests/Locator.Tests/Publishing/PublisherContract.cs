using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Locator.Facilities;
using Locator.Geo;
using Locator.Publishing;
using Locator.Tests.Versions;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Publishing;

/// <summary>What publishing does on every storage. A storage's tests derive from this class and say only how one is made.</summary>
public abstract class PublisherContract
{
    private protected Clock Clock { get; } = new();

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A storage in the test's own folder or database, which holds what this test has published to it.</summary>
    protected abstract Task<IVersionStorage> StorageAsync();

    private protected async Task<Publisher> PublisherAsync(
        int keep = 2, string vocabulary = "v", Action<string>? afterStep = null, params IVersionIndex[] indexes) =>
        new(await StorageAsync(), indexes, Clock, keep) { VocabularyHash = vocabulary, AfterStep = afterStep };

    private protected async Task<string> PublishAsync(params string[] ids) =>
        (await (await PublisherAsync()).PublishAsync(Drafts.Of(ids), Token)).Manifest.Version;

    private protected async Task<string?> CurrentAsync() => (await (await StorageAsync()).CurrentAsync(Token)).Id?.ToString();

    private protected async Task<DirectoryVersion> LoadAsync(string version) =>
        await (await StorageAsync()).LoadAsync(VersionId.Parse(version), Token);

    private protected async Task<IdentityRegistry> IdentitiesAsync() => await (await PublisherAsync()).IdentitiesAsync(Token);

    private protected async Task<string[]> VersionsAsync() =>
        [.. (await (await StorageAsync()).ListAsync(Token)).Select(version => version.Id.ToString()).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task A_store_that_has_never_held_a_version_has_no_current_one()
    {
        Assert.Null(await CurrentAsync());
        Assert.Empty(await VersionsAsync());
        IdentityRegistry registry = await IdentitiesAsync();
        Assert.Empty(registry.Sites);
        Assert.Empty(registry.TakenIds);
    }

    [Fact]
    public async Task A_published_version_is_current_and_reads_back_ordered_by_id()
    {
        PublishOutcome outcome = await (await PublisherAsync()).PublishAsync(Drafts.Of("b", "a", "B"), Token);
        Assert.Equal(PublishResult.Published, outcome.Result);
        Assert.Equal("2026-11-20.1", outcome.Manifest.Version);
        Assert.Equal("2026-11-20.1", await CurrentAsync());

        DirectoryVersion version = await LoadAsync("2026-11-20.1");
        Assert.Equal(["B", "a", "b"], version.Facilities.Select(facility => facility.Id));
        Assert.Equivalent(Drafts.Facility("a"), version.Facilities[1], strict: true);
        Assert.Equivalent(outcome.Manifest, version.Manifest, strict: true);

        IdentityRegistry registry = await IdentitiesAsync();
        Assert.Equivalent(Drafts.Site("a"), registry.Sites[1], strict: true);
        Assert.Equal(["B", "a", "b"], registry.TakenIds.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Any_text_survives_the_files()
    {
        // Line ends of every kind, what JSON and HTML escape, letters beyond the first plane, an invisible mark.
        Gen<string> text = Gen.Elements("a", "é", "\n", "\r\n", "\u2028", "\u0085", "\"", "\\", "😀", "\0", "\t", "<", "'", ",", "名", "\uFEFF", "{", "}")
            .ListOf().Select(string.Concat);
        Gen<string?> maybe = Gen.OneOf(text.Select(t => (string?)t), Gen.Constant<string?>(null));
        Gen<GeoPoint> point =
            from latitude in Gen.Choose(int.MinValue, int.MaxValue)
            from longitude in Gen.Choose(int.MinValue, int.MaxValue)
            select new GeoPoint(latitude * (90 / 2147483648.0), longitude * (180 / 2147483648.0));
        Gen<Facility> facility =
            from name in text
            from street in maybe
            from city in text
            from county in maybe
            from website in maybe
            from extension in maybe
            from spot in point
            from hasPoint in Gen.Elements(true, false)
            from precision in Gen.Elements(LocationPrecision.Address, LocationPrecision.Zip)
            from type in Gen.Elements(ProgramTypes.All.ToArray())
            from codes in text.ListOf()
            select Drafts.Facility("id", name) with
            {
                Address = new Address(street, street, city, "GA", "30309", county, county),
                Website = website,
                Phones = [new Phone("main", "+1", extension, name, [city])],
                Location = hasPoint ? new Location(spot, precision) : null,
                Programs = [Drafts.Facility("id", city).Programs[0] with { Type = type, Codes = [.. codes] }],
            };
        Publisher publisher = await PublisherAsync(keep: 0);
        await Task.Run(() => Prop.ForAll(facility.ToArbitrary(), written =>
        {
            string version = publisher.PublishAsync(Drafts.Of("x") with { Facilities = [written] }, Token).Result.Manifest.Version;
            Assert.Equivalent(written, LoadAsync(version).Result.Facilities.Single(), strict: true);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60)), Token);
    }

    [Fact]
    public async Task The_same_content_makes_no_new_version_on_another_day_in_another_order()
    {
        await PublishAsync("a", "b");
        Clock.Now += TimeSpan.FromDays(3);
        PublishOutcome again = await (await PublisherAsync()).PublishAsync(Drafts.Of("b", "a"), Token);
        Assert.Equal(PublishResult.Unchanged, again.Result);
        Assert.Equal("2026-11-20.1", again.Manifest.Version);
        Assert.Equal(["2026-11-20.1"], await VersionsAsync());
    }

    [Fact]
    public async Task Another_vocabulary_makes_a_new_version_of_the_same_content()
    {
        await PublishAsync("a");
        PublishOutcome again = await (await PublisherAsync(vocabulary: "w")).PublishAsync(Drafts.Of("a"), Token);
        Assert.Equal(PublishResult.Published, again.Result);
        Assert.Equal("w", again.Manifest.VocabularyHash);
    }

    [Fact]
    public async Task Other_sources_are_other_content()
    {
        await PublishAsync("a");
        DirectoryDraft draft = Drafts.Of("a") with { Sources = [Drafts.Source with { AsOf = new DateOnly(2026, 11, 19) }] };
        PublishOutcome outcome = await (await PublisherAsync()).PublishAsync(draft, Token);
        Assert.Equal(PublishResult.Published, outcome.Result);
        Assert.Equal(new DateOnly(2026, 11, 19), outcome.Manifest.AsOf);
    }

    [Fact]
    public async Task The_content_of_a_kept_version_makes_that_one_current_and_what_was_minted_since_stays_taken()
    {
        string first = await PublishAsync("a");
        string second = await PublishAsync("a", "b");
        DirectoryDraft draft = Drafts.Of("a") with { Sites = [Drafts.Site("a"), Drafts.Site("b")] };
        PublishOutcome outcome = await (await PublisherAsync()).PublishAsync(draft, Token);
        Assert.Equal((PublishResult.Returned, first), (outcome.Result, outcome.Manifest.Version));
        Assert.Equal(first, await CurrentAsync());
        Assert.Equal([first, second], await VersionsAsync());

        IdentityRegistry registry = await IdentitiesAsync();
        Assert.Equal(["a"], registry.Sites.Select(site => site.FacilityId));
        Assert.Contains("b", registry.TakenIds);
    }

    [Fact]
    public async Task A_version_id_is_never_given_twice_even_when_its_version_is_gone()
    {
        await PublishAsync("a");
        await PublishAsync("a", "b");
        PublishOutcome back = await (await PublisherAsync(keep: 0)).PublishAsync(
            Drafts.Of("a") with { Sites = [Drafts.Site("a"), Drafts.Site("b")] }, Token);
        Assert.Equal("2026-11-20.1", back.Manifest.Version);
        Assert.Equal(["2026-11-20.1"], await VersionsAsync());
        Assert.Equal("2026-11-20.3", await PublishAsync("a", "c"));
    }

    [Fact]
    public async Task The_current_version_and_the_two_newest_others_are_kept()
    {
        for (int n = 1; n <= 12; n++)
        {
            await PublishAsync([.. Enumerable.Range(0, n).Select(i => $"f{i}")]);
        }

        Assert.Equal(["2026-11-20.10", "2026-11-20.11", "2026-11-20.12"], await VersionsAsync());
        Assert.Equal(
            ["2026-11-20.12", "2026-11-20.11", "2026-11-20.10"],
            (await (await StorageAsync()).ListAsync(Token)).Select(version => version.Id.ToString()));
        await Assert.ThrowsAsync<VersionGoneException>(async () => await LoadAsync("2026-11-20.1"));
    }

    [Fact]
    public async Task An_old_version_made_current_again_is_not_removed_for_its_age()
    {
        foreach (string[] ids in (string[][])[["a"], ["a", "b"], ["a", "b", "c"]])
        {
            await PublishAsync(ids);
        }

        DirectoryDraft old = Drafts.Of("a") with { Sites = Drafts.Of("a", "b", "c").Sites };
        Assert.Equal(PublishResult.Returned, (await (await PublisherAsync(keep: 1)).PublishAsync(old, Token)).Result);
        Assert.Equal(["2026-11-20.1", "2026-11-20.3"], await VersionsAsync());
    }

    [Fact]
    public async Task Facilities_can_be_read_on_behind_an_id_and_the_version_is_known_when_it_is_gone()
    {
        string[] ids = [.. Enumerable.Range(0, 600).Select(i => i.ToString("000", CultureInfo.InvariantCulture)), "B", "b"];
        string version = await PublishAsync(ids);
        IVersionStorage storage = await StorageAsync();
        DirectoryManifest manifest = await storage.ManifestAsync(VersionId.Parse(version), Token);
        foreach ((string? after, string[] expected) in ((string?, string[])[])
            [(null, ids), ("", ids), ("255", ids[256..]), ("2555", ids[256..]), ("A", ["B", "b"]), ("b", []), ("\0", ids)])
        {
            List<string> read = [];
            await foreach (Facility facility in storage.FacilitiesAfterAsync(manifest, after, Token))
            {
                read.Add(facility.Id);
            }

            Assert.Equal(expected, read);
        }

        Assert.True(await storage.WasGivenAsync(VersionId.Parse(version), Token));
        Assert.False(await storage.WasGivenAsync(VersionId.Parse("2011-01-01.1"), Token));
        for (int i = 0; i < 3; i++)
        {
            ids = [.. ids, "a" + i.ToString(CultureInfo.InvariantCulture)];
            await PublishAsync(ids);
        }

        Assert.DoesNotContain(version, await VersionsAsync());
        Assert.True(await storage.WasGivenAsync(VersionId.Parse(version), Token));
    }

    [Fact]
    public async Task Reading_a_version_whose_content_is_another_one_ends_with_an_exception_not_as_if_it_were_whole()
    {
        string version = await PublishAsync("a", "b", "c");
        IVersionStorage storage = await StorageAsync();
        DirectoryManifest manifest = (await storage.ManifestAsync(VersionId.Parse(version), Token)) with { ContentSha256 = new string('0', 64) };
        foreach (string? after in (string?[])[null, "a"])
        {
            Exception? exception = await Record.ExceptionAsync(async () =>
            {
                await foreach (Facility _ in storage.FacilitiesAfterAsync(manifest, after, Token))
                {
                }
            });
            Assert.True(exception is DamagedVersionException or VersionGoneException, exception?.ToString());
        }
    }

    [Fact]
    public async Task A_version_that_is_not_kept_is_gone()
    {
        await PublishAsync("a");
        await Assert.ThrowsAsync<VersionGoneException>(() => LoadAsync("2026-11-20.2"));
        await Assert.ThrowsAsync<VersionGoneException>(async () =>
            await (await PublisherAsync()).MakeCurrentAsync(VersionId.Parse("2026-11-20.2"), Token));
        Assert.Equal("2026-11-20.1", await CurrentAsync());
    }

    [Fact]
    public async Task An_import_begun_before_another_was_published_cannot_drop_the_ids_of_that_one()
    {
        await PublishAsync("a", "b");
        await Assert.ThrowsAsync<StoreBusyException>(async () => await (await PublisherAsync()).PublishAsync(Drafts.Of("a", "c"), Token));
        Assert.Equal("2026-11-20.1", await CurrentAsync());
    }

    [Fact]
    public async Task Nor_those_of_its_programs()
    {
        SiteIdentity site = Drafts.Site("a");
        DirectoryDraft two = Drafts.Of("a") with { Sites = [site with { Programs = [.. site.Programs, new ProgramIdentity("MH", "a-2")] }] };
        await (await PublisherAsync()).PublishAsync(two, Token);
        DirectoryDraft begunBefore = Drafts.Of("a", "b") with { Sites = [site, Drafts.Site("b")] };
        await Assert.ThrowsAsync<StoreBusyException>(async () => await (await PublisherAsync()).PublishAsync(begunBefore, Token));
    }

    [Fact]
    public async Task A_draft_that_contradicts_itself_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await (await PublisherAsync()).PublishAsync(Drafts.Of("a", "a"), Token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await (await PublisherAsync()).PublishAsync(Drafts.Of("a") with { Sources = [] }, Token));
    }

    [Fact]
    public async Task The_manifest_says_what_the_facts_amount_to()
    {
        DirectoryCounts counts = (await LoadAsync(await PublishAsync("a", "b"))).Manifest.Counts!;
        Assert.Equal(new Dictionary<string, int> { ["GA"] = 2 }, counts.FacilitiesByState);
        Assert.Equal(new Dictionary<string, int> { ["substance-use"] = 2 }, counts.ProgramsByType);
        Assert.Equal(new Dictionary<string, int> { ["address"] = 2 }, counts.FacilitiesByPrecision);
        Assert.Empty(counts.FacilitiesByPointSource!);
    }

    [Fact]
    public async Task Every_index_can_search_a_version_before_any_moves_on_and_all_do_before_it_is_current()
    {
        RecordingIndex one = new("one"), two = new("two", one.Steps);
        await (await PublisherAsync(afterStep: step => one.Steps.Add(step), indexes: [one, two])).PublishAsync(Drafts.Of("a"), Token);
        Assert.Equal(
            [
                "locked", "checked", "written", "one prepares 2026-11-20.1", "prepared", "two prepares 2026-11-20.1", "prepared",
                "one switches", "switched", "two switches", "switched", "current",
                "one keeps 2026-11-20.1", "two keeps 2026-11-20.1", "retired", "one is let go", "two is let go",
            ],
            one.Steps);
    }

    [Theory]
    [InlineData("prepares")]
    [InlineData("switches")]
    public async Task What_fails_before_an_index_has_moved_on_leaves_what_was_current_and_a_whole_version_that_never_was(string fails)
    {
        await PublishAsync("a");
        RecordingIndex index = new("one") { FailsAt = fails };
        await Assert.ThrowsAsync<IndexFailedException>(async () =>
            await (await PublisherAsync(indexes: index)).PublishAsync(Drafts.Of("a", "b"), Token));
        Assert.Equal("2026-11-20.1", await CurrentAsync());
        StoredVersion[] versions = [.. await (await StorageAsync()).ListAsync(Token)];
        Assert.Equal([("2026-11-20.2", false), ("2026-11-20.1", true)], versions.Select(version => (version.Id.ToString(), version.WasCurrent)));
        Assert.All(await (await PublisherAsync()).VerifyAsync(Token), version => Assert.Null(version.Problem));

        // Importing the same content again takes it.
        index.FailsAt = null;
        PublishOutcome again = await (await PublisherAsync(indexes: index)).PublishAsync(Drafts.Of("a", "b"), Token);
        Assert.Equal((PublishResult.Returned, "2026-11-20.2"), (again.Result, again.Manifest.Version));
        Assert.Equal("2026-11-20.2", await CurrentAsync());
    }

    [Fact]
    public async Task A_first_import_that_is_under_way_or_failed_is_no_damage_and_its_version_is_not_served()
    {
        RecordingIndex index = new("one") { FailsAt = "prepares" };
        CurrentPointer? meanwhile = null;
        Publisher publisher = await PublisherAsync(
            afterStep: step => meanwhile = step == "written" ? StorageAsync().Result.CurrentAsync(Token).Result : meanwhile, indexes: index);
        await Assert.ThrowsAsync<IndexFailedException>(() => publisher.PublishAsync(Drafts.Of("a"), Token));
        Assert.Equal(CurrentPointer.NeverPublished, meanwhile);
        Assert.Equal(CurrentPointer.NeverPublished, await (await StorageAsync()).CurrentAsync(Token));
        Assert.False((await (await StorageAsync()).ListAsync(Token)).Single().WasCurrent);
    }

    [Fact]
    public async Task An_import_is_not_stopped_any_more_once_an_index_has_moved_on()
    {
        await PublishAsync("a");
        using CancellationTokenSource stop = new();
        Publisher publisher = await PublisherAsync(
            afterStep: step =>
            {
                if (step == "switched")
                {
                    stop.Cancel();
                }
            },
            indexes: new RecordingIndex("one"));
        PublishOutcome outcome = await publisher.PublishAsync(Drafts.Of("a", "b"), stop.Token);
        Assert.Equal(PublishResult.Published, outcome.Result);
        Assert.Equal(outcome.Manifest.Version, await CurrentAsync());
    }

    [Theory]
    [InlineData("locked")]
    [InlineData("checked")]
    [InlineData("written")]
    [InlineData("prepared")]
    public async Task An_import_can_be_stopped_until_an_index_moves_on(string stopAfter)
    {
        await PublishAsync("a");
        using CancellationTokenSource stop = new();
        RecordingIndex index = new("one");
        Publisher publisher = await PublisherAsync(
            afterStep: step =>
            {
                if (step == stopAfter)
                {
                    stop.Cancel();
                }
            },
            indexes: index);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publisher.PublishAsync(Drafts.Of("a", "b"), stop.Token));
        Assert.Equal("2026-11-20.1", await CurrentAsync());
        Assert.DoesNotContain("one switches", index.Steps);
        Assert.Equal(PublishResult.Unchanged, (await (await PublisherAsync()).PublishAsync(Drafts.Of("a"), Token)).Result);
    }

    [Fact]
    public async Task Who_is_cut_off_between_index_and_store_is_told_what_is_where_and_what_to_run()
    {
        await PublishAsync("a");
        Publisher publisher = await PublisherAsync(
            afterStep: step =>
            {
                if (step == "switched")
                {
                    throw new IOException("The cable was pulled.");
                }
            },
            indexes: new RecordingIndex("elasticsearch"));
        PublishingCutOffException cut = await Assert.ThrowsAsync<PublishingCutOffException>(() => publisher.PublishAsync(Drafts.Of("a", "b"), Token));
        Assert.StartsWith("elasticsearch searches version 2026-11-20.2, but in ", cut.Message, StringComparison.Ordinal);
        Assert.Contains("the current version is still 2026-11-20.1: The cable was pulled.", cut.Message, StringComparison.Ordinal);
        Assert.Contains("\"importer rollback 2026-11-20.2\"", cut.Message, StringComparison.Ordinal);
        Assert.Contains("\"importer publish elasticsearch\"", cut.Message, StringComparison.Ordinal);

        await (await PublisherAsync()).MakeCurrentAsync(VersionId.Parse("2026-11-20.2"), Token);
        Assert.Equal("2026-11-20.2", await CurrentAsync());
    }

    [Fact]
    public async Task A_directory_that_could_not_be_searched_is_refused_before_anything_is_written()
    {
        string name = string.Join(' ', Enumerable.Repeat("recovery", 400));
        DraftRefusedException refused = await Assert.ThrowsAsync<DraftRefusedException>(async () =>
            await (await PublisherAsync()).PublishAsync(Drafts.Of("a") with { Facilities = [Drafts.Facility("a", name)] }, Token));
        Assert.Contains("Facility a has a name of 3,599 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await VersionsAsync());
    }

    [Fact]
    public async Task A_version_rolled_back_from_stays_while_newer_ones_go()
    {
        await PublishAsync("a");
        await PublishAsync("a", "b");
        await (await PublisherAsync()).MakeCurrentAsync(VersionId.Parse("2026-11-20.1"), Token);
        Assert.Equal("2026-11-20.1", await CurrentAsync());
        await (await PublisherAsync(keep: 1)).PublishAsync(Drafts.Of("a", "b", "c"), Token);
        // The one before it is searched until everybody has loaded what follows.
        Assert.Equal(["2026-11-20.1", "2026-11-20.3"], await VersionsAsync());
    }
}
