using System.Collections;
using System.Globalization;
using Importer.Commands;
using Importer.Stages;
using Locator.Publishing;
using Locator.Facilities;
using Locator.Places;
using Locator.Versions;
using Xunit;

namespace Importer.Tests.Stages;

/// <summary>The FindTreatment.gov API hands a directory out in hundreds of pages: what is done for each may not grow with their number.</summary>
public sealed class ManyPagesTests : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("importer-").FullName;

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_codes_that_occur_in_a_directory_are_gathered_once_for_all_its_pages()
    {
        DirectoryDraft draft = Draft(Pages(30));
        Assert.Equal(["MD", "OP"], draft.Sources[0].Codes.Intersect(["MD", "OP"]));
        Assert.All(draft.Sources, source => Assert.Same(draft.Sources[0].Codes, source.Codes));
    }

    [Fact]
    public void The_points_of_all_ZIPs_are_worked_out_once_for_all_pages()
    {
        // Every row has a point far from its ZIP, so that the nearest other one is looked for.
        string[] pages = Pages(21);
        Draft(pages[..1]);
        long one = AllocatedBy(() => Draft(pages[..1])), many = AllocatedBy(() => Draft(pages));
        int zips = Gazetteer.Bundled.Zips.Count;
        Assert.True((many - one) / 20 < 32L * zips, $"{(many - one) / 20:N0} bytes for each further page, with {zips:N0} ZIPs");
    }

    [Fact]
    public void Issues_stand_in_the_order_of_files_and_rows()
    {
        DirectoryDraft draft = Draft(Pages(12));
        Assert.Equal(
            draft.Sources.Select(source => source.File),
            draft.Issues.Select(issue => issue.File).Distinct());
        Assert.All(draft.Issues.GroupBy(issue => issue.File), issues =>
            Assert.Equal(issues.Select(issue => issue.Row ?? 0).Order(), issues.Select(issue => issue.Row ?? 0)));
    }

    [Fact]
    public void The_summary_goes_through_the_issues_once()
    {
        DirectoryDraft draft = Draft(Pages(12));
        CountedList<ImportIssue> issues = new(draft.Issues);
        using StringWriter output = new();
        ImportSummary.Write(output, draft with { Issues = issues });
        Assert.Equal(1, issues.Enumerations);
        Assert.Equal(12, output.ToString().Split("far from their ZIP").Length - 1);
    }

    [Fact]
    public void What_a_partial_import_replaces_is_found_without_going_through_all_files_for_each_row()
    {
        string[] pages = Pages(12);
        DirectoryDraft draft = Draft(pages);
        DirectoryManifest manifest = new()
        {
            Format = DirectoryManifest.CurrentFormat, Version = "2026-11-20.1", Kind = DirectoryKind.Public, AsOfNewest = default, ImportedAt = default,
            Sources = draft.Sources, Facilities = draft.Facilities.Count, Programs = draft.Facilities.Count, ContentSha256 = "", VocabularyHash = "",
        };
        CountedList<ManifestSource> sources = new(draft.Sources);
        DirectoryVersion current = new(manifest with { Sources = sources }, draft.Facilities);
        PartialImport georgia = new(current, new HashSet<string> { "GA" });
        DirectoryDraft over = georgia.Applied(Draft(pages, georgia));

        // Each source is looked at a few times, and each replaced program names its own.
        Assert.Equal(12 * 2, over.Facilities.Count);
        Assert.InRange(sources.Asked, 1, 12 * 8);
    }

    /// <summary>Pages of two rows each, one in Georgia and one in Alabama, with points in other towns.</summary>
    private string[] Pages(int count) =>
    [
        .. Enumerable.Range(1, count).Select(page =>
        {
            string path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"page{page:000}.json"));
            File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $$"""
                {"page":{{page}},"totalPages":{{count}},"rows":[
                {"name1":"Sample {{page}}","street1":"1 Example Street","city":"Atlanta","state":"GA","zip":"30309","phone":"404-555-0100",
                 "latitude":"33.2","longitude":"-84.4","typeFacility":"SA","services":[{"f2":"SET","f3":"Outpatient"}]},
                {"name1":"Sample {{page}}","street1":"1 Example Street","city":"Birmingham","state":"AL","zip":"35203","phone":"205-555-0100",
                 "latitude":"33.0","longitude":"-86.8","typeFacility":"MH","services":[{"f2":"PAY","f3":"Medicaid"}]}]}
                """));
            return path;
        }),
    ];

    private static DirectoryDraft Draft(string[] files, PartialImport? over = null) => new DirectoryImport(Gazetteer.Bundled, TimeProvider.System).Draft(
        new ImportRequest { Files = files, Over = over }, IdentityRegistry.Empty, current: null, progress: null, TestContext.Current.CancellationToken);

    private static long AllocatedBy(Action work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>A list that counts how often it is gone through and asked for an item.</summary>
    private sealed class CountedList<T>(IReadOnlyList<T> items) : IReadOnlyList<T>
    {
        public int Enumerations { get; private set; }

        public int Asked { get; private set; }

        public int Count => items.Count;

        public T this[int index]
        {
            get
            {
                Asked++;
                return items[index];
            }
        }

        public IEnumerator<T> GetEnumerator()
        {
            Enumerations++;
            return items.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
