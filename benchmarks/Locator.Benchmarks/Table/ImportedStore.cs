using System.Globalization;

namespace Locator.Benchmarks.Table;

/// <summary>A file store in a folder of its own with the directory file of the benchmarks imported.</summary>
internal sealed class ImportedStore : IDisposable
{
    private ImportedStore(string folder) => Folder = folder;

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>How the last import went.</summary>
    public ImporterProcess? Last { get; private set; }

    /// <summary>Imports once.</summary>
    public static async Task<ImportedStore> CreateAsync()
    {
        ImportedStore store = new(Directory.CreateTempSubdirectory("locator-bench-").FullName);
        try
        {
            await store.ImportAsync(new DateOnly(2024, 12, 31));
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Imports the file as of a date: another date makes another version.</summary>
    public async Task ImportAsync(DateOnly asOf) => Last = await ImporterProcess.RunAsync(
        new Dictionary<string, string> { ["LOCATOR_DATA"] = Folder }, speaks: false, "import", BenchmarkDirectory.File, "--as-of", asOf.ToString("O", CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
