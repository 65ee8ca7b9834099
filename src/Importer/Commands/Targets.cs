using System.CommandLine;
using Locator.Elasticsearch;
using Locator.Elasticsearch.Settings;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Publishing.Files;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Importer.Commands;

/// <summary>The store that a command works on, and the indexes outside of it that move with it.</summary>
internal sealed class Targets : IAsyncDisposable
{
    private const string Files = "files";
    private const string Postgis = "postgis";
    private const string Elasticsearch = "elasticsearch";
    private const string ConnectionString = "ConnectionStrings:Postgis";
    private const string ApplicationName = "importer";

    private readonly ServiceProvider _services;

    private Targets(IConfiguration settings, TimeProvider time, string[] to, string? folder)
    {
        try
        {
            int keepVersions = settings.GetValue("Search:KeepVersions", 2);
            if (keepVersions is < 0 or > 100)
            {
                throw new WrongSettingsException("Search:KeepVersions must lie between 0 and 100.");
            }

            TimeSpan timeout = settings.GetValue("Search:Timeout", TimeSpan.FromSeconds(2));
            string? connectionString = settings[ConnectionString] is { Length: > 0 } given ? given : null;
            if (to.Length == 0)
            {
                to = [.. new[] { settings["Search:Engine"], settings["Search:Fallback"] }.OfType<string>().Where(name => name is Postgis or Elasticsearch)];
                to = folder is null ? to : [.. to.Where(name => name != Postgis)];
            }

            if (to.Contains(Postgis) && (to.Contains(Files) || folder is not null))
            {
                throw new WrongSettingsException("A directory has one store: a folder of files, or PostGIS. Give --to files or --data, or --to postgis.");
            }

            ServiceCollection services = new();
            services.AddSingleton(time);
            if (to.Contains(Files) || folder is not null || (connectionString is null && !to.Contains(Postgis)))
            {
                services.AddFiles(folder ?? (settings["LOCATOR_DATA"] is { Length: > 0 } data ? data : "data"));
            }
            else
            {
                services.AddPostgis(ConnectionStringOf(settings), ApplicationName, timeout);
            }

            if (to.Contains(Elasticsearch))
            {
                services.AddElasticsearch(ElasticsearchOptions.Of(settings, timeout));
            }

            _services = services.BuildServiceProvider();
            Storage = _services.GetRequiredService<IVersionStorage>();
            IVersionIndex[] indexes = [.. _services.GetServices<IVersionIndex>()];
            Publisher = new Publisher(Storage, indexes, time, keepVersions);
            Place = string.Join(" and in ", indexes.Select(index => index.Name).Prepend(Storage.Place));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new WrongSettingsException(e.Message, e);
        }
    }

    /// <summary>Keeps the versions.</summary>
    public IVersionStorage Storage { get; }

    /// <summary>Makes them, and decides which is current.</summary>
    public Publisher Publisher { get; }

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
            return new PostgisConnections(ConnectionStringOf(settings), ApplicationName);
        }
        catch (ArgumentException e)
        {
            throw new WrongSettingsException(e.Message, e);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static string ConnectionStringOf(IConfiguration settings) => settings[ConnectionString] is { Length: > 0 } connectionString
        ? connectionString
        : throw new WrongSettingsException("PostGIS needs a connection string in the environment variable ConnectionStrings__Postgis.");
}
