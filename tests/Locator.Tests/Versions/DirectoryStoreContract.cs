using FsCheck;
using FsCheck.Fluent;
using Locator.Facilities;
using Locator.Geo;
using Locator.Search;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Versions;

/// <summary>What every store does. A store's tests derive from this class and say only how one is made.</summary>
public abstract class DirectoryStoreContract
{
    private protected Clock Clock { get; } = new();

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A store on the test's own folder or database, which holds what this test has published to it.</summary>
    protected abstract Task<IDirectoryStore> StoreAsync(int keep = 2, string vocabulary = "v");

    private async Task<string> Publish(params string[] ids) =>
        (await (await StoreAsync()).PublishAsync(Drafts.Of(ids), [], Token)).Manifest.Version;

    private async Task<string[]> VersionsAsync() =>
        [.. (await (await StoreAsync()).ListAsync(Token)).Select(manifest => manifest.Version).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task A_store_that_has_never_held_a_version_has_no_current_one()
    {
        Assert.Null(await (await StoreAsync()).CurrentAsync(Token));
        Assert.Empty(await (await StoreAsync()).ListAsync(Token));
        IdentityRegistry registry = await (await StoreAsync()).IdentitiesAsync(Token);
        Assert.Empty(registry.Sites);
        Assert.Empty(registry.TakenIds);
    }

    [Fact]
    public async Task A_published_version_is_current_and_reads_back_ordered_by_id()
    {
        PublishOutcome outcome = await (await StoreAsync()).PublishAsync(Drafts.Of("b", "a", "B"), [], Token);
        Assert.Equal(PublishResult.Published, outcome.Result);
        Assert.Equal("2026-11-20.1", outcome.Manifest.Version);
        Assert.Equal("2026-11-20.1", await (await StoreAsync()).CurrentAsync(Token));

        DirectoryVersion version = await (await StoreAsync()).LoadAsync("2026-11-20.1", Token);
        Assert.Equal(["B", "a", "b"], version.Facilities.Select(facility => facility.Id));
        Assert.Equivalent(Drafts.Facility("a"), version.Facilities[1], strict: true);
        Assert.Equivalent(outcome.Manifest, version.Manifest, strict: true);

        IdentityRegistry registry = await (await StoreAsync()).IdentitiesAsync(Token);
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
        IDirectoryStore store = await StoreAsync(keep: 0);
        await Task.Run(() => Prop.ForAll(facility.ToArbitrary(), written =>
        {
            string version = store.PublishAsync(Drafts.Of("x") with { Facilities = [written] }, [], Token).Result.Manifest.Version;
            Assert.Equivalent(written, store.LoadAsync(version, Token).Result.Facilities.Single(), strict: true);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60)), Token);
    }

    [Fact]
    public async Task The_same_content_makes_no_new_version_on_another_day_in_another_order()
    {
        await Publish("a", "b");
        Clock.Now += TimeSpan.FromDays(3);
        PublishOutcome again = await (await StoreAsync()).PublishAsync(Drafts.Of("b", "a"), [], Token);
        Assert.Equal(PublishResult.Unchanged, again.Result);
        Assert.Equal("2026-11-20.1", again.Manifest.Version);
        Assert.Equal(["2026-11-20.1"], await VersionsAsync());
    }

    [Fact]
    public async Task Another_vocabulary_makes_a_new_version_of_the_same_content()
    {
        await Publish("a");
        PublishOutcome again = await (await StoreAsync(vocabulary: "w")).PublishAsync(Drafts.Of("a"), [], Token);
        Assert.Equal(PublishResult.Published, again.Result);
        Assert.Equal("w", again.Manifest.VocabularyHash);
    }

    [Fact]
    public async Task Other_sources_are_other_content()
    {
        await Publish("a");
        DirectoryDraft draft = Drafts.Of("a") with { Sources = [Drafts.Source with { AsOf = new DateOnly(2026, 11, 19) }] };
        PublishOutcome outcome = await (await StoreAsync()).PublishAsync(draft, [], Token);
        Assert.Equal(PublishResult.Published, outcome.Result);
        Assert.Equal(new DateOnly(2026, 11, 19), outcome.Manifest.AsOf);
    }

    [Fact]
    public async Task The_content_of_a_kept_version_makes_that_one_current_and_what_was_minted_since_stays_taken()
    {
        string first = await Publish("a");
        string second = await Publish("a", "b");
        DirectoryDraft draft = Drafts.Of("a") with { Sites = [Drafts.Site("a"), Drafts.Site("b")] };
        PublishOutcome outcome = await (await StoreAsync()).PublishAsync(draft, [], Token);
        Assert.Equal((PublishResult.Returned, first), (outcome.Result, outcome.Manifest.Version));
        Assert.Equal(first, await (await StoreAsync()).CurrentAsync(Token));
        Assert.Equal([first, second], await VersionsAsync());

        IdentityRegistry registry = await (await StoreAsync()).IdentitiesAsync(Token);
        Assert.Equal(["a"], registry.Sites.Select(site => site.FacilityId));
        Assert.Contains("b", registry.TakenIds);
    }

    [Fact]
    public async Task A_version_id_is_never_given_twice_even_when_its_version_is_gone()
    {
        await Publish("a");
        await Publish("a", "b");
        PublishOutcome back = await (await StoreAsync(keep: 0)).PublishAsync(
            Drafts.Of("a") with { Sites = [Drafts.Site("a"), Drafts.Site("b")] }, [], Token);
        Assert.Equal("2026-11-20.1", back.Manifest.Version);
        Assert.Equal(["2026-11-20.1"], await VersionsAsync());
        Assert.Equal("2026-11-20.3", await Publish("a", "c"));
    }

    [Fact]
    public async Task The_current_version_and_the_two_newest_others_are_kept()
    {
        for (int n = 1; n <= 12; n++)
        {
            await Publish([.. Enumerable.Range(0, n).Select(i => $"f{i}")]);
        }

        Assert.Equal(["2026-11-20.10", "2026-11-20.11", "2026-11-20.12"], await VersionsAsync());
        Assert.Equal(
            ["2026-11-20.12", "2026-11-20.11", "2026-11-20.10"],
            (await (await StoreAsync()).ListAsync(Token)).Select(manifest => manifest.Version));
        await Assert.ThrowsAsync<VersionGoneException>(async () => await (await StoreAsync()).LoadAsync("2026-11-20.1", Token));
    }

    [Fact]
    public async Task An_old_version_made_current_again_is_not_removed_for_its_age()
    {
        foreach (string[] ids in (string[][])[["a"], ["a", "b"], ["a", "b", "c"]])
        {
            await Publish(ids);
        }

        DirectoryDraft old = Drafts.Of("a") with { Sites = Drafts.Of("a", "b", "c").Sites };
        Assert.Equal(PublishResult.Returned, (await (await StoreAsync(keep: 1)).PublishAsync(old, [], Token)).Result);
        Assert.Equal(["2026-11-20.1", "2026-11-20.3"], await VersionsAsync());
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("2026-11-20.2")]
    [InlineData("")]
    public async Task A_version_that_is_not_kept_is_gone(string version)
    {
        await Publish("a");
        await Assert.ThrowsAsync<VersionGoneException>(async () => await (await StoreAsync()).LoadAsync(version, Token));
    }

    [Fact]
    public async Task An_import_begun_before_another_was_published_cannot_drop_the_ids_of_that_one()
    {
        await Publish("a", "b");
        await Assert.ThrowsAsync<StoreBusyException>(async () => await (await StoreAsync()).PublishAsync(Drafts.Of("a", "c"), [], Token));
        Assert.Equal("2026-11-20.1", await (await StoreAsync()).CurrentAsync(Token));
    }

    [Fact]
    public async Task A_draft_that_contradicts_itself_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await (await StoreAsync()).PublishAsync(Drafts.Of("a", "a"), [], Token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await (await StoreAsync()).PublishAsync(Drafts.Of("a") with { Sources = [] }, [], Token));
    }
}
