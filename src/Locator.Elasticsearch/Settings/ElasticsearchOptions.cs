using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Locator.Elasticsearch.Settings;

/// <summary>Where the cluster is and how indexes are made in it: the section <c>Elasticsearch</c> of the settings.</summary>
public sealed partial class ElasticsearchOptions
{
    /// <summary>Addresses of the nodes, comma-separated: scheme (the same of all), host and port, nothing else.</summary>
    /// <value>Default <c>http://localhost:9200</c>. Several nodes: a search that one does not answer goes to another.</value>
    public string Nodes { get; set; } = "http://localhost:9200";

    /// <summary>Name of the alias of the current index, and the beginning of every index's name.</summary>
    /// <value>Default <c>locator</c>. Lower-case letters, digits, <c>_</c> and <c>-</c>, beginning with a letter, at most 100.</value>
    public string Alias { get; set; } = "locator";

    /// <summary>User of basic authentication; needs a <see cref="Password"/>.</summary>
    public string? Username { get; set; }

    /// <summary>Password of the user.</summary>
    public string? Password { get; set; }

    /// <summary>API key in its encoded form, instead of a user (Elasticsearch).</summary>
    public string? ApiKey { get; set; }

    /// <summary>PEM file of the certificate authority that signed the nodes' certificates.</summary>
    /// <value>Default: the system's authorities.</value>
    public string? CaFile { get; set; }

    /// <summary>Whether to believe any certificate: for trying things out with a server on this machine.</summary>
    /// <value>Default false. Only where every node has a loopback address, such as <c>https://localhost:9200</c>.</value>
    public bool TrustAnyCertificate { get; set; }

    /// <summary>Primary shards of an index.</summary>
    /// <value>Default 1, which holds millions of facilities; 1 to 64.</value>
    public int Shards { get; set; } = 1;

    /// <summary>Copies of each shard beside the primary, as far as there are nodes for them.</summary>
    /// <value>Default 1: any one node may be lost without losing a search. 0 to 8.</value>
    public int Replicas { get; set; } = 1;

    /// <summary>Most bytes of one bulk request.</summary>
    /// <value>Default 5,000,000; 100,000 to 50,000,000. A single document may be larger.</value>
    public int BulkBytes { get; set; } = 5_000_000;

    /// <summary>Most documents of one bulk request.</summary>
    /// <value>Default 1,000; 1 to 10,000.</value>
    public int BulkDocuments { get; set; } = 1_000;

    /// <summary>The time that one search may take, a second attempt elsewhere included: <c>Search:Timeout</c>.</summary>
    /// <value>Default 2 s; 0.1 s to 60 s.</value>
    public TimeSpan SearchTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The time of one attempt: with several nodes 45 % of <see cref="SearchTimeout"/>, so that one more fits in (all of it where
    /// no other node is known to answer); with one node all of it, because there is nowhere else to ask.
    /// </summary>
    internal TimeSpan AttemptTimeout => NodeAddresses.Count > 1 ? SearchTimeout * 0.45 : SearchTimeout;

    /// <summary>
    /// What the server is told: a little less than the whole search, so that it gives up before its answer is no longer waited for.
    /// Where an attempt ends before, the connection does, too, and both servers break off what nobody waits for.
    /// </summary>
    internal TimeSpan ServerTimeout => SearchTimeout * 0.9;

    /// <summary>The nodes.</summary>
    internal IReadOnlyList<Uri> NodeAddresses =>
        [.. Nodes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(node => new Uri(node, UriKind.Absolute))];

    /// <summary>The settings of a program: the section <c>Elasticsearch</c>, and what holds for every engine.</summary>
    /// <exception cref="InvalidOperationException">A key is unknown or cannot be read; the message names it.</exception>
    public static ElasticsearchOptions Of(IConfiguration configuration, TimeSpan searchTimeout)
    {
        ElasticsearchOptions options = new() { SearchTimeout = searchTimeout };
        configuration.GetSection("Elasticsearch").Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        return options;
    }

    /// <summary>What is wrong with the settings: a sentence that names the key; null when nothing is. Secrets are never in it.</summary>
    public string? Problem()
    {
        string[] nodes = Nodes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return nodes is [] || !Array.TrueForAll(nodes, IsNode)
                ? "Elasticsearch:Nodes must be addresses such as http://localhost:9200, separated by commas, each with scheme, host and port only."
            : NodeAddresses.Distinct().Count() < nodes.Length
                ? "Elasticsearch:Nodes names a node twice."
            : NodeAddresses.Select(node => node.Scheme).Distinct(StringComparer.Ordinal).Count() > 1
                ? "Elasticsearch:Nodes must be all http or all https."
            : !AliasPattern().IsMatch(Alias)
                ? "Elasticsearch:Alias must begin with a lower-case letter and hold only lower-case letters, digits, _ and -, at most 100."
            : Username is null != Password is null
                ? "Elasticsearch:Username and Elasticsearch:Password belong together."
            : Username is not null && ApiKey is not null
                ? "Elasticsearch:Username and Elasticsearch:ApiKey exclude one another."
            : CaFile is not null && !File.Exists(CaFile)
                ? "Elasticsearch:CaFile names a file that does not exist."
            : CaFile is not null && !HoldsCertificate(CaFile)
                ? "Elasticsearch:CaFile names a file that holds no certificate in PEM form."
            : TrustAnyCertificate && CaFile is not null
                ? "Elasticsearch:TrustAnyCertificate and Elasticsearch:CaFile exclude one another."
            : TrustAnyCertificate && !NodeAddresses.All(node => node.IsLoopback)
                ? "Elasticsearch:TrustAnyCertificate is only for nodes on this machine: give Elasticsearch:CaFile instead."
            : OutOfRange(nameof(Shards), Shards, 1, 64)
                ?? OutOfRange(nameof(Replicas), Replicas, 0, 8)
                ?? OutOfRange(nameof(BulkBytes), BulkBytes, 100_000, 50_000_000)
                ?? OutOfRange(nameof(BulkDocuments), BulkDocuments, 1, 10_000)
                ?? (SearchTimeout < TimeSpan.FromSeconds(0.1) || SearchTimeout > TimeSpan.FromMinutes(1)
                    ? "Search:Timeout must be 0.1 to 60 seconds."
                    : null);
    }

    private static bool IsNode(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? node)
        && (node.Scheme == Uri.UriSchemeHttp || node.Scheme == Uri.UriSchemeHttps)
        && node is { Host.Length: > 0, PathAndQuery: "/", Fragment: "", UserInfo: "" };

    private static bool HoldsCertificate(string file)
    {
        try
        {
            X509Certificate2Collection certificates = [];
            certificates.ImportFromPemFile(file);
            return certificates.Count > 0;
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? OutOfRange(string key, int value, int least, int most) => value >= least && value <= most
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"Elasticsearch:{key} must be {least} to {most}.");

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,99}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AliasPattern();
}
