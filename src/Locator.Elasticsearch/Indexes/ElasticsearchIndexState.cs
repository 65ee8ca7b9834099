using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Locator.Versions;

namespace Locator.Elasticsearch.Indexes;

/// <summary>One index.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Aliases">The aliases on it.</param>
/// <param name="Meta">What we wrote into it; null where somebody else made it.</param>
/// <param name="Created">When the server made it.</param>
internal sealed partial record ElasticsearchIndexState(
    string Name, IReadOnlySet<string> Aliases, ElasticsearchMeta? Meta, DateTimeOffset Created)
{
    private const string BuildingInfix = "-building-";

    /// <summary>Whether it is under construction, or was when its import failed.</summary>
    public bool IsBuilding => BuildingAlias is not null;

    /// <summary>The private alias of the import that builds it, or did; null where it is complete.</summary>
    public string? BuildingAlias => Aliases.FirstOrDefault(alias => alias.StartsWith(Name + BuildingInfix, StringComparison.Ordinal));

    /// <summary>
    /// A private alias for an index under construction. No two builds have the same one: where another import has made the
    /// index anew, this one can neither write into it nor make it current.
    /// </summary>
    public static string NewBuildingAlias(string index) => $"{index}{BuildingInfix}{Guid.NewGuid():n}";

    /// <summary>Reads one member of the answer of <c>GET /index</c>.</summary>
    public static ElasticsearchIndexState Of(string alias, string name, JsonElement index)
    {
        string? created = index.GetProperty("settings").GetProperty("index").GetProperty("creation_date").GetString();
        return new ElasticsearchIndexState(
            name,
            index.GetProperty("aliases").EnumerateObject().Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal),
            IsOurs(alias, name) ? ElasticsearchMeta.Of(index.GetProperty("mappings")) : null,
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(created!, CultureInfo.InvariantCulture)));
    }

    /// <summary>Whether a name is <c>alias-version</c>, or <c>alias-version-n</c> for a version that was published again.</summary>
    private static bool IsOurs(string alias, string name) =>
        name.StartsWith(alias + "-", StringComparison.Ordinal)
        && Ending().Match(name[(alias.Length + 1)..]) is { Success: true } match
        && VersionId.TryParse(match.Groups["version"].Value, out _);

    [GeneratedRegex(@"\A(?<version>[0-9]{4}-[0-9]{2}-[0-9]{2}\.[0-9]+)(-[0-9]+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ending();
}
