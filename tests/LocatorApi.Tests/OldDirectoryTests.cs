using System.Globalization;
using System.Net;
using System.Text.Json;
using Locator.Facilities;
using Locator.Publishing;
using Locator.Text;
using Locator.Versions;
using LocatorApi.Notices;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocatorApi.Tests;

/// <summary>How old a list is, judged on the day of the answer.</summary>
public sealed class OldDirectoryTests
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    [Theory]
    [InlineData("2024-12-31", "2025-12-31", false)]
    [InlineData("2024-12-31", "2026-01-01", true)]
    [InlineData("2024-02-29", "2025-02-28", false)]
    [InlineData("2024-02-29", "2025-03-01", true)]
    [InlineData("2027-01-01", "2026-11-25", false)]
    public void An_entry_is_old_after_twelve_months(string asOf, string today, bool old) =>
        Assert.Equal(old, OldEntries.Of(Manifest((asOf, 5)), Date(today)) is not null);

    [Fact]
    public void Only_sources_that_gave_a_program_count()
    {
        DirectoryManifest manifest = Manifest(("2020-01-01", 0), ("2024-12-31", 20_519), ("2022-03-31", 12), ("2026-11-20", 3));
        Assert.Equal((Date("2022-03-31"), Date("2026-11-20")), (manifest.AsOf, manifest.AsOfNewest));
        Assert.Equal(
            "March 2022 to December 2024: 20,531 of 20,534",
            OldEntries.Of(manifest, Date("2026-11-25"))!.Value.In("{asOf}: {old} of {all}", Language.English));
        Assert.Equal("March 2022: 12 of 20,534", OldEntries.Of(manifest, Date("2025-12-31"))!.Value.In("{asOf}: {old} of {all}", Language.English));
        Assert.Null(OldEntries.Of(manifest with { Kind = DirectoryKind.Sample }, Date("2026-11-25")));
    }

    [Fact]
    public void A_list_all_of_which_is_old_says_so_in_plain_words()
    {
        OldEntries old = OldEntries.Of(Manifest(("2024-12-31", 20_519)), Date("2026-11-25"))!.Value;
        Assert.Equal("December 2024: all of its 20,519 entries are old", old.In("{asOf}: {oldOfAll} old", Language.English));
        Assert.Equal("diciembre de 2024: todos sus 20,519 registros tienen más de un año", old.In("{asOf}: {oldOfAll} más de un año", Language.Spanish));
    }

    /// <summary>Errors, too. Whoever keeps an answer asks again on the day on which it becomes old.</summary>
    [Fact]
    public async Task Every_answer_from_an_old_directory_says_how_old_it_is()
    {
        DateOnly old = Today.AddMonths(-12).AddDays(-1);
        await using ApiHost api = new();
        Facility[] facilities = [.. TestFacilities.InAtlanta(3)];
        Publisher publisher = new(api.Store, [], TimeProvider.System);
        DirectoryDraft draft = await ApiHost.DraftOfAsync(publisher, facilities);
        facilities[0] = facilities[0] with
        {
            Programs = [.. facilities[0].Programs.Select(program => program with { Source = program.Source with { Source = 1 } })],
        };
        int oldPrograms = facilities[0].Programs.Count, all = facilities.Sum(facility => facility.Programs.Count);
        await publisher.PublishAsync(
            draft with
            {
                Facilities = facilities,
                Sources =
                [
                    draft.Sources[0] with { AsOf = Today, Read = all - oldPrograms, Programs = all - oldPrograms },
                    draft.Sources[0] with { AsOf = old, File = "old.csv", FileSha256 = new string('1', 64), Read = oldPrograms, Programs = oldPrograms },
                ],
            },
            TestContext.Current.CancellationToken);
        string text = $"This list is from {old.ToString("MMMM yyyy", CultureInfo.InvariantCulture)}: {oldPrograms} of its {all} entries are more than a year old.";
        foreach ((string path, HttpStatusCode status) in new[]
        {
            ("/v1/search?state=GA", HttpStatusCode.OK), ("/v1/filters", HttpStatusCode.OK), ("/v1/directory", HttpStatusCode.OK),
            ("/v1/facilities/" + facilities[1].Id, HttpStatusCode.OK), ("/v1/zips/30309", HttpStatusCode.OK), ("/v1/search?zip=x", HttpStatusCode.BadRequest),
        })
        {
            JsonElement answer = await api.GetAsync(path, status);
            JsonElement notice = Assert.Single(answer.GetProperty("notices").EnumerateArray(), notice => notice.GetProperty("kind").GetString() == "old-directory");
            Assert.StartsWith(text, notice.GetProperty("text").GetString(), StringComparison.Ordinal);
        }

        foreach (JsonElement dates in new[]
        {
            (await api.GetAsync("/v1/directory")), (await api.GetAsync("/v1/search?state=GA")).GetProperty("directory"),
            (await api.GetAsync("/healthz/ready")).GetProperty("directory"),
        })
        {
            Assert.Equal(
                ($"{old:O}", $"{Today:O}"), (dates.GetProperty("asOf").GetString(), dates.GetProperty("asOfNewest").GetString()));
        }
    }

    [Fact]
    public void What_was_kept_of_a_directory_is_no_longer_good_on_the_day_on_which_it_becomes_old()
    {
        SomeDay time = new();
        NoticeBoard board = new("/no/such/file", time, NullLogger<NoticeBoard>.Instance);
        DirectoryManifest manifest = Manifest(
            (DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddMonths(-12).ToString("O", CultureInfo.InvariantCulture), 5));
        (string stamp, int notices) = (board.StampOf(manifest), board.Of(manifest).Count);
        time.Now += TimeSpan.FromDays(1);
        Assert.NotEqual(stamp, board.StampOf(manifest));
        Assert.Equal(notices + 1, board.Of(manifest).Count);
    }

    private static DateOnly Date(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DirectoryManifest Manifest(params (string AsOf, int Programs)[] sources) => new()
    {
        Format = DirectoryManifest.CurrentFormat, Version = "2026-11-20.1", Kind = DirectoryKind.Public, ImportedAt = default,
        AsOfNewest = sources.Max(source => Date(source.AsOf)), ContentSha256 = "", VocabularyHash = "", Facilities = 1, Programs = 1,
        Sources =
        [
            .. sources.Select(source => new ManifestSource
            {
                Name = "", File = "", FileSha256 = "", License = "", Attribution = "", Codes = [], LeftOut = 0,
                AsOf = Date(source.AsOf), Read = source.Programs, Programs = source.Programs,
            }),
        ],
    };

    private sealed class SomeDay : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
