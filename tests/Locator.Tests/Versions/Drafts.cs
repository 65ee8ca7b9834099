using System.Globalization;
using Locator.Facilities;
using Locator.Geo;
using Locator.Publishing;
using Locator.Versions;

namespace Locator.Tests.Versions;

/// <summary>Small directories to publish, a folder to publish them to and a clock.</summary>
internal static class Drafts
{
    public static ManifestSource Source { get; } = new()
    {
        Name = "Test directory",
        File = "test.csv",
        FileSha256 = new string('0', 64),
        AsOf = new DateOnly(2026, 11, 18),
        License = "public domain",
        Attribution = "Nobody",
        Codes = ["OIT", "OP"],
        Read = 2,
        Programs = 2,
        LeftOut = 0,
    };

    /// <summary>A directory of facilities of these ids, each with its identity.</summary>
    public static DirectoryDraft Of(params string[] ids) => new(
        DirectoryKind.Public,
        [Source],
        [.. ids.Select(id => Facility(id))],
        [.. ids.Select(Site)],
        [new ImportIssue("test.csv", 7, "zip", "The ZIP lost its zero, it had \"four\" digits.", ImportOutcome.Repaired, "2101")]);

    public static Facility Facility(string id, string name = "Peachtree Recovery") => new()
    {
        Id = id,
        Name = name,
        Address = new Address("1 Test Street", null, "Atlanta", "GA", "30309", "Fulton", "13121"),
        Phones = [new Phone("main", "+14045550100", null, "404-555-0100", [id + "-1"])],
        Website = "https://example.org/",
        Location = new Location(new GeoPoint(33.79, -84.38).OnGrid(), LocationPrecision.Address),
        Programs =
        [
            new TreatmentProgram
            {
                Id = id + "-1",
                Name = name,
                Type = ProgramType.SubstanceUse,
                Codes = ["OIT", "OP"],
                Source = new SourceReference(0, 2),
            },
        ],
    };

    public static SiteIdentity Site(string id) => new("key of " + id, id, [new ProgramIdentity("SU", id + "-1")]);
}

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("locator-").FullName;

    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>What a process that ends now leaves behind; its locks go with it.</summary>
    public void CopyTo(string target)
    {
        foreach (string file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            string copy = System.IO.Path.Combine(target, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            using FileStream from = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using FileStream to = File.Create(copy);
            from.CopyTo(to);
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class Clock(string start = "2026-11-20T10:00:00Z") : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.Parse(start, CultureInfo.InvariantCulture);

    public override DateTimeOffset GetUtcNow() => Now;
}
