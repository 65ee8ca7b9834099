using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Locator.Elasticsearch.Client;
using Locator.Elasticsearch.Settings;
using Locator.Search;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Locator.Tests.Elasticsearch.StubCluster;

namespace Locator.Tests.Elasticsearch;

/// <summary>Settings: where the nodes are, who asks them, and whose certificates are believed.</summary>
public sealed class ElasticsearchSettingsTests
{
    /// <summary>Over TLS, to every node and with every kind of request, the sign of life of a node that failed included.</summary>
    [Theory]
    [InlineData("us", "pässword", null, "Basic dXM6cMOkc3N3b3Jk")]
    [InlineData(null, null, "bXlrZXk6c2VjcmV0", "ApiKey bXlrZXk6c2VjcmV0")]
    public async Task A_user_or_an_api_key_is_sent_with_everything(string? user, string? password, string? key, string expected)
    {
        using Certificate certificate = new();
        ConcurrentBag<string> sent = [];
        bool fails = true;
        RequestDelegate answer = context =>
        {
            sent.Add(context.Request.Headers.Authorization.ToString());
            return context.Request.Path == "/_msearch"
                ? Volatile.Read(ref fails) ? JsonAsync(context, "{}", 503) : JsonAsync(context, Found)
                : JsonAsync(context, context.Request.Path == "/" ? Server("8.13.4") : Indexes());
        };
        await using StubServer one = await StubServer.StartAsync(answer, certificate.OfServer), other = await StubServer.StartAsync(answer, certificate.OfServer);
        await using ServiceProvider services = Services(options =>
        {
            options.Nodes = $"{Localhost(one)},{Localhost(other)}";
            (options.Username, options.Password, options.ApiKey, options.CaFile) = (user, password, key, certificate.File);
        });
        _ = await VersionsAsync(services);
        await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(services));
        Volatile.Write(ref fails, false);
        _ = await SearchAsync(services);
        using ClusterAnswer bulk = await services.GetRequiredService<ElasticsearchCluster>().BulkAsync("a", "{}\n"u8.ToArray(), Token);
        string[] requests = [.. one.Requests, .. other.Requests];
        Assert.Contains("HEAD /", requests);
        Assert.Contains(requests, request => request.StartsWith("POST /a/_bulk", StringComparison.Ordinal));
        Assert.All(sent, header => Assert.Equal(expected, header));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_user_or_an_api_key_that_is_refused_has_a_sentence(int nodes)
    {
        StubServer[] servers = new StubServer[nodes];
        for (int i = 0; i < nodes; i++)
        {
            servers[i] = await StubServer.StartAsync(context => JsonAsync(context, "{}", 401));
        }

        await using ServiceProvider user = Services(options =>
            (options.Nodes, options.Username, options.Password) = (string.Join(',', servers.Select(server => server.Address)), "us", "pässword"));
        // More often than it takes until every node is left out.
        for (int i = 0; i < (3 * nodes) + 1; i++)
        {
            SearchUnavailableException refused = await Assert.ThrowsAsync<SearchUnavailableException>(() => VersionsAsync(user));
            Assert.Equal("Elasticsearch refuses the user or API key of the settings.", refused.Message);
            Assert.True(refused.IsFault);
        }

        foreach (StubServer server in servers)
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Only_nodes_whose_certificate_the_given_authority_signed_are_trusted()
    {
        using Certificate certificate = new(), stranger = new();
        await using StubServer server = await StubServer.StartAsync(
            context => JsonAsync(context, context.Request.Path == "/" ? Server("8.13.4") : Indexes()), certificate.OfServer);
        await using ServiceProvider trusted = Services(options => (options.Nodes, options.CaFile) = (Localhost(server), certificate.File));
        Assert.Equal([Published], await VersionsAsync(trusted));
        await using ServiceProvider anybody = Services(options => (options.Nodes, options.TrustAnyCertificate) = (Localhost(server), true));
        Assert.Equal([Published], await VersionsAsync(anybody));
        foreach (string? file in new[] { stranger.File, null })
        {
            await using ServiceProvider untrusted = Services(options => (options.Nodes, options.CaFile) = (Localhost(server), file));
            SearchUnavailableException refused = await Assert.ThrowsAsync<SearchUnavailableException>(() => VersionsAsync(untrusted));
            Assert.Contains("SecureConnectionError", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_certificate_of_another_host_is_not_trusted()
    {
        using Certificate certificate = new("another.example");
        await using StubServer server = await StubServer.StartAsync(context => JsonAsync(context, Server("8.13.4")), certificate.OfServer);
        await using ServiceProvider services = Services(options => (options.Nodes, options.CaFile) = (Localhost(server), certificate.File));
        SearchUnavailableException refused = await Assert.ThrowsAsync<SearchUnavailableException>(() => VersionsAsync(services));
        Assert.Contains("SecureConnectionError", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>What every server of every supported version takes: no media type with a version, no header of one maker's.</summary>
    [Fact]
    public async Task Everything_is_sent_as_plain_json()
    {
        ConcurrentBag<string> sent = [], names = [];
        bool fails = true;
        RequestDelegate answer = context =>
        {
            context.Request.Headers.Keys.ToList().ForEach(names.Add);
            sent.Add($"{context.Request.Headers.Accept} {context.Request.ContentType ?? "application/json"} {context.Request.Headers.ContentEncoding}{context.Request.Headers.AcceptEncoding}");
            return context.Request.Path == "/_msearch"
                ? Volatile.Read(ref fails) ? JsonAsync(context, "{}", 503) : JsonAsync(context, Found)
                : JsonAsync(context, context.Request.Path == "/" ? Server("3.1.0", "opensearch") : Indexes());
        };
        await using StubServer one = await StubServer.StartAsync(answer), other = await StubServer.StartAsync(answer);
        await using ServiceProvider services = Services(one, other);
        _ = await VersionsAsync(services);
        await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(services));
        Volatile.Write(ref fails, false);
        _ = await SearchAsync(services);
        using ClusterAnswer bulk = await services.GetRequiredService<ElasticsearchCluster>().BulkAsync("a", "{}\n"u8.ToArray(), Token);
        Assert.Contains("HEAD /", one.Requests.Concat(other.Requests));
        Assert.DoesNotContain(names, name => name.StartsWith("X-", StringComparison.OrdinalIgnoreCase));
        Assert.All(sent, headers => Assert.Equal("application/json application/json ", headers));
    }

    [Fact]
    public void Settings_have_the_documented_defaults_and_wrong_ones_are_named()
    {
        using Certificate authority = new();
        ElasticsearchOptions options = new();
        Assert.Null(options.Problem());
        Assert.Equal(
            ("http://localhost:9200", "locator", 1, 1, 5_000_000, 1_000, TimeSpan.FromSeconds(2)),
            (options.Nodes, options.Alias, options.Shards, options.Replicas, options.BulkBytes, options.BulkDocuments, options.SearchTimeout));
        foreach ((string key, Action<ElasticsearchOptions> set) in new (string, Action<ElasticsearchOptions>)[]
        {
            ("Nodes", o => o.Nodes = ""), ("Nodes", o => o.Nodes = "localhost:9200"), ("Nodes", o => o.Nodes = "http://user:secret@host:9200"),
            ("Nodes", o => o.Nodes = "http://host:9200/prefix"), ("Nodes", o => o.Nodes = "http://host:9200,http://HOST:9200"), ("Nodes", o => o.Nodes = "http://host:80,http://host/"),
            ("Nodes", o => o.Nodes = "http://host:9200,https://other:9200"),
            ("Alias", o => o.Alias = "Locator"), ("Alias", o => o.Alias = "a*"), ("Alias", o => o.Alias = "a,b"), ("Alias", o => o.Alias = ""),
            ("Password", o => o.Username = "u"), ("ApiKey", o => (o.Username, o.Password, o.ApiKey) = ("u", "secret", "secret")),
            ("CaFile", o => o.CaFile = "/no/such/file"),
            ("TrustAnyCertificate", o => (o.Nodes, o.TrustAnyCertificate) = ("https://localhost:9200,https://search.example:9200", true)),
            ("TrustAnyCertificate", o => (o.CaFile, o.TrustAnyCertificate) = (authority.File, true)),
            ("CaFile", o => o.CaFile = typeof(ElasticsearchOptions).Assembly.Location),
            ("Shards", o => o.Shards = 0), ("Replicas", o => o.Replicas = -1),
            ("BulkBytes", o => o.BulkBytes = 1), ("BulkDocuments", o => o.BulkDocuments = 0),
            ("Timeout", o => o.SearchTimeout = TimeSpan.Zero),
        })
        {
            ElasticsearchOptions wrong = new();
            set(wrong);
            string problem = Assert.IsType<string>(wrong.Problem());
            Assert.Contains(key, problem, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
        }
    }

    private static string Localhost(StubServer server) => server.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <summary>A certificate of a server that signed itself, and a file with it as an authority.</summary>
    private sealed class Certificate : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

        public Certificate(string host = "localhost")
        {
            using RSA key = RSA.Create(2048);
            CertificateRequest request = new($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            SubjectAlternativeNameBuilder names = new();
            names.AddDnsName(host);
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
            OfServer = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
            File = Path.Combine(_folder.FullName, "ca.pem");
            System.IO.File.WriteAllText(File, OfServer.ExportCertificatePem());
        }

        public X509Certificate2 OfServer { get; }

        public string File { get; }

        public void Dispose()
        {
            OfServer.Dispose();
            _folder.Delete(recursive: true);
        }
    }
}
