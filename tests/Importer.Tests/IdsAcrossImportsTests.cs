using System.Globalization;
using Importer.Commands;
using Importer.Stages;
using Locator.Places;
using Locator.Publishing;
using Locator.Publishing.Files;
using Locator.Versions;
using Xunit;

namespace Importer.Tests;

/// <summary>Which ids rows keep from import to import, through the command line and a store in files.</summary>
public sealed class IdsAcrossImportsTests : IDisposable
{
    private const string Header = "name1,name2,street1,city,state,zip,phone,type_facility,sa,oit,md,op,dt,tele";

    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("importer-").FullName;
    private int _files;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--")]
    [InlineData("1 Example Street")]
    public async Task A_row_that_goes_leaves_its_ids_to_none_of_the_rows_alike(string street)
    {
        Dictionary<string, string> before = await ImportAsync([Row("1", street), Row("2", street), Row("3", street)]);
        Dictionary<string, string> after = await ImportAsync([Row("3", street), Row("2", street)]);
        Assert.Equal(before["2"], after["2"]);
        Assert.Equal(before["3"], after["3"]);
        Assert.Equal(before, await ImportAsync([Row("2", street), Row("1", street), Row("3", street)]));
    }

    [Fact]
    public async Task A_row_of_the_states_that_are_replaced_is_not_taken_for_one_alike_of_another_state()
    {
        // A ZIP may reach into another state.
        Dictionary<string, string> before = await ImportAsync([Row("1", "--"), Row("2", "1 Example Street")]);
        Dictionary<string, string> partial = await ImportAsync([Row("3", "--", "MA"), Row("4", "--")], "--base", "current", "--replace", "state=MA");
        Assert.Equal(["1", "2", "3"], partial.Keys.Order());
        Assert.Equal(before["1"], partial["1"]);

        // What stands outside the states was not taken, so that it is known no more than before.
        Dictionary<string, string> whole = await ImportAsync([Row("1", "--"), Row("3", "--", "MA"), Row("2", "1 Example Street")]);
        Assert.Equal(partial, whole);
    }

    [Theory]
    [InlineData("--")]
    [InlineData("1 Example Street")]
    public async Task After_a_rollback_the_same_rows_get_the_same_ids_and_others_get_others(string street)
    {
        Dictionary<string, string> first = await ImportAsync([Row("1", street)]);
        string version = (await CurrentAsync()).Manifest.Version;
        Dictionary<string, string> second = await ImportAsync([Row("1", street), Row("2", street)]);
        await RunAsync("rollback", version);
        Dictionary<string, string> other = await ImportAsync([Row("1", street), Row("3", street)]);
        await RunAsync("rollback", version);
        Dictionary<string, string> again = await ImportAsync([Row("1", street), Row("2", street)]);
        Assert.Equal(first["1"], other["1"]);
        Assert.NotEqual(second["2"], other["3"]);
        Assert.Equal(second, again);
    }

    [Theory]
    [InlineData("--")]
    [InlineData("1 Example Street")]
    public async Task A_store_of_before_fingerprints_were_kept_is_read_and_none_of_its_ids_passes_on(string street)
    {
        Dictionary<string, string> before = await ImportAsBeforeAsync([Row("1", street), Row("2", street), Row("3", street)]);
        Dictionary<string, string> after = await ImportAsync([Row("4", street), Row("3", street), Row("2", street)]);
        Assert.Equal(before["2"], after["2"]);
        Assert.Equal(before["3"], after["3"]);
        Assert.DoesNotContain(after["4"], before.Values);

        // The first one's facts were filled in while it went, so it is known when it comes back.
        Dictionary<string, string> later = await ImportAsync([Row("1", street), Row("2", street), Row("3", street), Row("4", street)]);
        Assert.Equal(before["1"], later["1"]);
        Assert.Equal(after["4"], later["4"]);
    }

    /// <summary>A row that is told from those alike by one of its codes, by which it is called here too.</summary>
    private static string Row(string code, string street, string state = "GA") =>
        $"Sample Shelter,Safe House,{street},Atlanta,{state},30309,404-555-0100,SU,1,{Flags(code)}";

    private static string Flags(string code) =>
        string.Join(',', Enumerable.Range(1, 5).Select(i => i.ToString(CultureInfo.InvariantCulture) == code ? "1" : ""));

    /// <summary>Publishes what an importer did that kept no fingerprints and numbered what was alike.</summary>
    private async Task<Dictionary<string, string>> ImportAsBeforeAsync(string[] rows)
    {
        DirectoryDraft draft = new DirectoryImport(Gazetteer.Bundled, TimeProvider.System).Draft(
            new ImportRequest { Files = [await FileOfAsync(rows)] }, IdentityRegistry.Empty, current: null, progress: null, CancellationToken.None);
        IEnumerable<SiteIdentity> sites = draft.Sites.GroupBy(site => SiteKey.FamilyOf(site.SiteKey)).SelectMany(alike => alike.Select((site, index) => site with
        {
            SiteKey = Numbered(alike.Key, index + 1),
            Programs =
            [
                .. site.Programs.GroupBy(program => SiteKey.FamilyOfProgram(program.Key)).SelectMany(programs => programs.Select((program, number) =>
                    new ProgramIdentity(Numbered(programs.Key, number + 1), program.ProgramId))),
            ],
        }));
        await new Publisher(new FileVersionStorage(Data, TimeProvider.System), [], TimeProvider.System)
            .PublishAsync(draft with { Sites = [.. sites] }, CancellationToken.None);
        return IdsOf(await CurrentAsync());
    }

    private static string Numbered(string key, int number) => number == 1 ? key : FormattableString.Invariant($"{key}\t#{number}");

    /// <summary>Imports these rows and gives the id of each one's program, which begins with that of its facility.</summary>
    private async Task<Dictionary<string, string>> ImportAsync(string[] rows, params string[] options)
    {
        await RunAsync(["import", await FileOfAsync(rows), "--accept-drop", .. options]);
        return IdsOf(await CurrentAsync());
    }

    private async Task RunAsync(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync([.. args, "--data", Data], output, error, TimeProvider.System, CancellationToken.None);
        Assert.True(code == ExitCode.Done, error.ToString());
    }

    private async Task<DirectoryVersion> CurrentAsync()
    {
        FileVersionStorage store = new(Data, TimeProvider.System);
        return await store.LoadAsync((await store.CurrentAsync(CancellationToken.None)).Stamp!.Value.Id, CancellationToken.None);
    }

    private async Task<string> FileOfAsync(string[] rows)
    {
        string path = Path.Combine(_folder, $"{++_files}.csv");
        await File.WriteAllLinesAsync(path, [Header, .. rows]);
        return path;
    }

    private static Dictionary<string, string> IdsOf(DirectoryVersion version)
    {
        string[] codes = ["OIT", "MD", "OP", "DT", "TELE"];
        return version.Facilities
            .SelectMany(facility => facility.Programs)
            .ToDictionary(
                program => (1 + Array.FindIndex(codes, code => program.Codes.Contains(code))).ToString(CultureInfo.InvariantCulture),
                program => program.Id,
                StringComparer.Ordinal);
    }
}
