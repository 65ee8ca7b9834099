using System.CommandLine;
using Locator.Search.Elasticsearch;
using Locator.Versions;
using Locator.Versions.Postgis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Importer.Commands;

/// <summary>The store that a command works on, and the indexes outside of it that move with it.</summary>
internal sealed class Targets : IAsyncDisposable
{
    private const string Files = "files";
    private const string Postgis = "postgis";
    private const string Elasticsearch = "elasticsearch";

    private readonly PostgisConnections? _connections;
    private readonly ServiceProvider? _elasticsearch;

    private Targets(IConfiguration settings, TimeProvider time, string[] to, string? folder)
    {
        try
        {
            int keepVersions = settings.GetValue("Search:KeepVersions", 2);
            string? connectionString = settings["ConnectionStrings:Postgis"] is { Length: > 0 } given ? given : null;
            if (to.Length == 0)
            {
                to = [.. new[] { settings["Search:Engine"], settings["Search:Fallback"] }.OfType<string>().Where(name => name is Postgis or Elasticsearch)];
                to = folder is null ? to : [.. to.Where(name => name != Postgis)];
            }

            if (to.Contains(Postgis) && (to.Contains(Files) || folder is not null))
            {
                throw new WrongSettingsException("A directory has one store: a folder of files, or PostGIS. Give --to files or --data, or --to postgis.");
            }

            if (to.Contains(Files) || folder is not null || (connectionString is null && !to.Contains(Postgis)))
            {
                Place = folder ?? (settings["LOCATOR_DATA"] is { Length: > 0 } data ? data : "data");
                Store = new FileDirectoryStore(Place, time, keepVersions);
            }
            else
            {
                _connections = Connect(settings);
                Place = _connections.Target;
                Store = new PostgisDirectoryStore(_connections, time, keepVersions);
            }

            if (to.Contains(Elasticsearch))
            {
                TimeSpan timeout = settings.GetValue("Search:Timeout", TimeSpan.FromSeconds(2));
                _elasticsearch = new ServiceCollection()
                    .AddSingleton(time)
                    .AddElasticsearch(ElasticsearchOptions.Of(settings, timeout, keepVersions))
                    .BuildServiceProvider();
                Indexes = [_elasticsearch.GetRequiredService<ElasticsearchIndex>()];
                Place += $" and in {Elasticsearch}";
            }
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new WrongSettingsException(e.Message, e);
        }
    }

    /// <summary>Keeps the versions.</summary>
    public IDirectoryStore Store { get; }

    /// <summary>The indexes that must hold a version before it is current.</summary>
    public IReadOnlyList<IVersionIndex> Indexes { get; } = [];

    /// <summary>Where that is, for people.</summary>
    public string Place { get; }

    /// <summary>Where to import to.</summary>
    public static Option<string[]> ToOption() => new Option<string[]>("--to")
    {
        Description = "files, postgis or elasticsearch; may be repeated. Default: what Search__Engine and Search__Fallback name. "
            + "The store is PostGIS where ConnectionStrings__Postgis is set, unless files are named; else a folder.",
        HelpName = "TARGET",
    }.AcceptOnlyFromAmong(Files, Postgis, Elasticsearch);

    /// <summary>The folder of a store of files.</summary>
    public static Option<string?> DataOption() => new("--data")
    {
        Description = "Folder of a store of files. Default: the environment variable LOCATOR_DATA, else data; PostGIS where ConnectionStrings__Postgis is set.",
        HelpName = "FOLDER",
    };

    /// <summary>Opens what options and settings name. Nothing is connected yet.</summary>
    /// <exception cref="WrongSettingsException">They cannot be used.</exception>
    public static Targets Open(IConfiguration settings, TimeProvider time, string[]? to, string? folder) => new(settings, time, to ?? [], folder);

    /// <summary>The store and the search server, whatever is searched.</summary>
    /// <exception cref="WrongSettingsException">The settings cannot be used.</exception>
    public static Targets OpenWithElasticsearch(IConfiguration settings, TimeProvider time, string? folder) => new(settings, time, [Elasticsearch], folder);

    /// <summary>Connections to the database of the settings.</summary>
    /// <exception cref="WrongSettingsException">None is set, or it cannot be read.</exception>
    public static PostgisConnections Connect(IConfiguration settings)
    {
        try
        {
            return settings["ConnectionStrings:Postgis"] is { Length: > 0 } connectionString
                ? new PostgisConnections(connectionString, "importer")
                : throw new WrongSettingsException("PostGIS needs a connection string in the environment variable ConnectionStrings__Postgis.");
        }
        catch (ArgumentException e)
        {
            throw new WrongSettingsException(e.Message, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connections is not null)
        {
            await _connections.DisposeAsync();
        }

        if (_elasticsearch is not null)
        {
            await _elasticsearch.DisposeAsync();
        }
    }
}
