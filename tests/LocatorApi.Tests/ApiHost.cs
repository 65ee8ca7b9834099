using System.Globalization;
using System.Net;
using System.Text.Json;
using Locator.Facilities;
using Locator.Geo;
using Locator.Publishing;
using Locator.Publishing.Files;
using Locator.Versions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace LocatorApi.Tests;

/// <summary>The API over a store of its own, reached through HTTP.</summary>
public sealed class ApiHost : WebApplicationFactory<ApiMarker>
{
    private readonly Dictionary<string, string> _settings = [];
    private readonly Action<IServiceCollection>? _services;

    /// <summary>An API whose store has never held a version.</summary>
    public ApiHost(Action<IServiceCollection>? services = null)
    {
        _services = services;
        Data = System.IO.Directory.CreateTempSubdirectory("locator-api-").FullName;
        _settings["LOCATOR_DATA"] = Data;
        // One client asks as much as it can here; tests of the limit set it.
        _settings["RateLimit:Enabled"] = "false";
    }

    /// <summary>Folder of its store.</summary>
    public string Data { get; }

    /// <summary>Its store.</summary>
    public IVersionStorage Store => new FileVersionStorage(Data, TimeProvider.System);

    /// <summary>An API that serves these facilities.</summary>
    public static async Task<ApiHost> ServingAsync(IReadOnlyList<Facility> facilities, Action<IServiceCollection>? services = null)
    {
        ApiHost host = new(services);
        await host.PublishAsync(facilities);
        return host;
    }

    /// <summary>Publishes a public directory version; what runs takes it over within seconds.</summary>
    public async Task<string> PublishAsync(IReadOnlyList<Facility> facilities) =>
        await PublishAsync(new Publisher(Store, [], TimeProvider.System), facilities);

    /// <summary>Publishes a public directory version.</summary>
    public static async Task<string> PublishAsync(Publisher publisher, IReadOnlyList<Facility> facilities) =>
        (await publisher.PublishAsync(await DraftOfAsync(publisher, facilities), CancellationToken.None)).Manifest.Version;

    /// <summary>These facilities as a draft that may follow what the store holds.</summary>
    public static async Task<DirectoryDraft> DraftOfAsync(Publisher publisher, IReadOnlyList<Facility> facilities)
    {
        ManifestSource source = new()
        {
            Name = "Test directory", File = "test.csv", FileSha256 = new string('0', 64), AsOf = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime),
            License = "Public domain", Attribution = "Nobody", Read = facilities.Sum(f => f.Programs.Count),
            Codes = [.. Vocabulary.Current.Codes.Select(code => code.Code).Order(StringComparer.Ordinal)],
            Programs = facilities.Sum(f => f.Programs.Count), LeftOut = 0,
        };
        // Identities are only ever added to.
        IdentityRegistry known = await publisher.IdentitiesAsync(CancellationToken.None);
        SiteIdentity[] sites = [.. known.Sites.Concat(facilities.Select(Site)).DistinctBy(site => site.FacilityId)];
        return new DirectoryDraft(DirectoryKind.Public, [source], facilities, sites, []);
    }

    public ApiHost With(string key, string value)
    {
        _settings[key] = value;
        return this;
    }

    /// <summary>The JSON of an answer with the status that is expected.</summary>
    public async Task<JsonElement> GetAsync(string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using HttpClient client = CreateClient();
        using HttpResponseMessage response = await client.GetAsync(path);
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{path} answered {(int)response.StatusCode}: {body}");
        Assert.Equal(
            (int)status < 400 || path.StartsWith("/healthz", StringComparison.Ordinal) ? "application/json" : "application/problem+json",
            response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>What readiness says as soon as it says this; the API follows store and engines by itself.</summary>
    public async Task<JsonElement> UntilReadyAsync(Func<JsonElement, bool> says)
    {
        for (int tries = 0; ; tries++)
        {
            JsonElement ready = await GetAsync("/healthz/ready");
            if (says(ready))
            {
                return ready;
            }

            Assert.True(tries < 150, ready.GetRawText());
            await Task.Delay(200);
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        foreach ((string key, string value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        if (_services is not null)
        {
            builder.ConfigureTestServices(_services);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && System.IO.Directory.Exists(Data))
        {
            System.IO.Directory.Delete(Data, recursive: true);
        }
    }

    private static SiteIdentity Site(Facility facility) => new(
        facility.Id, facility.Id, [.. facility.Programs.Select(program => new ProgramIdentity(program.Id, program.Id))]);
}

/// <summary>Facilities of tests, in and around Atlanta.</summary>
public static class TestFacilities
{
    /// <summary>Facilities f00, f01, …, each a tenth of a mile farther from 33.79,-84.39, with an outpatient substance-use program that takes Medicaid.</summary>
    public static IReadOnlyList<Facility> InAtlanta(int count) =>
        [.. Enumerable.Range(0, count).Select(i => At(33.79 + (i * 0.0015), -84.39, i, "SA", "OP", "OIT", "MD", "ADLT", "YAD", "SS", "CBT", "FEM"))];

    public static Facility At(double latitude, double longitude, int number, params string[] codes)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"f{number:00}");
        return new Facility
        {
            Id = id,
            Name = $"Peachtree Clinic {number}",
            Address = new Address("1 Peachtree Street", null, "Atlanta", "GA", "30309", "Fulton", "13121"),
            Phones = [new Phone("main", "+14045550100", null, "404-555-0100", [id + "-su1"])],
            Website = "https://example.org/",
            Location = new Location(new GeoPoint(latitude, longitude).OnGrid(), LocationPrecision.Address),
            Programs = [Program(id + "-su1", ProgramType.SubstanceUse, codes)],
        };
    }

    public static TreatmentProgram Program(string id, ProgramType type, params string[] codes) => new()
    {
        Id = id, Name = "Program " + id, Type = type, Codes = [.. codes.Order(StringComparer.Ordinal)], Source = new SourceReference(0, 2),
    };
}
