namespace Locator.Benchmarks.Answers;

/// <summary>
/// The importer and the API of this build with the directory file of the benchmarks in a folder that goes with them. The
/// environment's own settings hold for both, so that an engine on a server can answer.
/// </summary>
internal sealed class ImportedApi : IAsyncDisposable
{
    /// <summary>The key of recorded cursors: whoever compares must open them. Base64 of "locator-benchmarks: not a secret".</summary>
    public const string CursorKey = "bG9jYXRvci1iZW5jaG1hcmtzOiBub3QgYSBzZWNyZXQ=";

    /// <summary>Without it the date would be that of the day.</summary>
    private const string AsOf = "2024-12-31";

    private readonly string _folder;
    private ServerProcess? _api;

    private ImportedApi(string folder) => _folder = folder;

    /// <summary>Where it listens.</summary>
    public Uri Address => _api!.Http.BaseAddress!;

    /// <summary>Imports, then starts the API and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">The importer refused; it has said why.</exception>
    public static async Task<ImportedApi> StartAsync()
    {
        ImportedApi imported = new(Directory.CreateTempSubdirectory("locator-answers-").FullName);
        try
        {
            Dictionary<string, string> settings = new()
            {
                ["LOCATOR_DATA"] = imported._folder,
                ["Search__CursorKey"] = CursorKey,
                // Every answer has to come, however much else the machine does.
                ["Search__Timeout"] = "00:00:30",
                ["RateLimit__Enabled"] = "false",
            };
            if (Environment.GetEnvironmentVariable("ConnectionStrings__Postgis") is { Length: > 0 })
            {
                await ImporterProcess.RunAsync(settings, speaks: true, "database", "migrate");
            }

            await ImporterProcess.RunAsync(settings, speaks: true, "import", BenchmarkDirectory.File, "--as-of", AsOf);
            imported._api = await ApiProcess.StartAsync(settings);
            return imported;
        }
        catch
        {
            await imported.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
