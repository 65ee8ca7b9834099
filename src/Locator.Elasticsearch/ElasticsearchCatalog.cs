using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Locator.Facilities;
using Locator.Search;
using Locator.Versions;

namespace Locator.Elasticsearch;

/// <summary>The indexes of one alias as they stood at one moment: what can be searched, what is being built, what is in the way.</summary>
internal sealed class ElasticsearchCatalog
{
    private readonly string _alias;
    private readonly string _vocabularyHash;

    private ElasticsearchCatalog(string alias, string vocabularyHash, IReadOnlyList<ElasticsearchIndexState> indexes)
    {
        _alias = alias;
        _vocabularyHash = vocabularyHash;
        Indexes = indexes;
    }

    /// <summary>Every index whose name begins like ours or that carries the alias.</summary>
    public IReadOnlyList<ElasticsearchIndexState> Indexes { get; }

    /// <summary>The index that the alias is on; null where it is on none, or on several (<see cref="Problem"/>).</summary>
    public ElasticsearchIndexState? Current => Indexes.Count(HasAlias) == 1 ? Indexes.First(HasAlias) : null;

    /// <summary>Complete indexes of versions that this program can read, by version, oldest first.</summary>
    public IReadOnlyDictionary<string, ElasticsearchIndexState> Searchable => field ??= FindSearchable();

    /// <summary>Reads the cluster's indexes.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="publishing">Whether to wait as long as an import may, not as long as a search.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="vocabularyHash">The vocabulary that indexes must have been made with; null for this program's.</param>
    public static async Task<ElasticsearchCatalog> ReadAsync(
        ElasticsearchClient client, string alias, bool publishing, CancellationToken cancellationToken, string? vocabularyHash = null)
    {
        using ElasticsearchResponse response = await client.IndexesAsync(alias, publishing, cancellationToken);
        if (response.IsBusy)
        {
            // An outage, not a wrong setting: a program that starts just now goes on trying.
            throw new SearchUnavailableException($"Elasticsearch answered {(int)response.Status} {response.ErrorType}.");
        }

        response.ThrowUnlessSuccess("to read the indexes");
        try
        {
            return new ElasticsearchCatalog(
                alias,
                vocabularyHash ?? Vocabulary.Current.Hash,
                [.. response.Body.EnumerateObject().Select(index => ElasticsearchIndexState.Of(alias, index.Name, index.Value))]);
        }
        catch (Exception failure) when (ElasticsearchError.IsOtherForm(failure))
        {
            throw new ElasticsearchException(ElasticsearchError.OtherForm);
        }
    }

    /// <summary>The index of a version.</summary>
    /// <exception cref="VersionGoneException">There is none that could be searched.</exception>
    public string IndexOf(string version) =>
        Searchable.TryGetValue(version, out ElasticsearchIndexState? index) ? index.Name : throw new VersionGoneException(version);

    /// <summary>Why nothing can be searched or published as things are: a sentence; null when nothing is wrong.</summary>
    public string? Problem() =>
        NameProblem() is { } problem ? problem
        : Current is not { } current
            ? Indexes.Any(index => index.Meta is not null && !index.IsBuilding)
                ? $"The alias {_alias} is gone, although indexes of versions are there."
                : null
        : current.Meta is not { } meta || current.IsBuilding
            ? $"The alias {_alias} is on the index {current.Name}, which is not a complete index of a directory version."
        // While two releases run side by side, the older one goes on with the versions that it can read.
        : Searchable.Count == 0
            ? $"The index {current.Name} was made by another release of this program (another format or vocabulary): publish the directory again."
        : null;

    /// <summary>Why the alias's name cannot be used at all; null when it can.</summary>
    public string? NameProblem() =>
        Indexes.Any(index => index.Name == _alias)
            ? $"{_alias} is the name of an index, so it cannot be that of an alias: give another Elasticsearch:Alias or delete that index."
        : Indexes.Count(HasAlias) > 1
            ? $"The alias {_alias} is on {Indexes.Count(HasAlias)} indexes at once: {string.Join(", ", Indexes.Where(HasAlias).Select(index => index.Name))}. It must be on one."
        : Indexes.FirstOrDefault(HasAlias) is { Meta: null } foreign
            ? $"The alias {_alias} is on the index {foreign.Name}, which this program did not make: give another Elasticsearch:Alias."
        : null;

    private bool HasAlias(ElasticsearchIndexState index) => index.Aliases.Contains(_alias);

    private SortedDictionary<string, ElasticsearchIndexState> FindSearchable()
    {
        SortedDictionary<string, ElasticsearchIndexState> found = new(Comparer<string>.Create((a, b) => VersionId.Parse(a).CompareTo(VersionId.Parse(b))));
        // The newest of several indexes of one version, but the current one before all others.
        foreach (ElasticsearchIndexState index in Indexes.OrderBy(HasAlias).ThenBy(index => index.Created))
        {
            if (!index.IsBuilding && index.Meta is { Format: ElasticsearchDocument.Format } meta && meta.VocabularyHash == _vocabularyHash)
            {
                found[meta.Version] = index;
            }
        }

        return found;
    }
}

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

/// <summary>What stands in an index's <c>_meta</c>: which version it holds, and what can read it.</summary>
/// <param name="Format">Format of the documents: <see cref="ElasticsearchDocument.Format"/>.</param>
/// <param name="Version">The directory version.</param>
/// <param name="ContentSha256">The manifest's hash of its content.</param>
/// <param name="VocabularyHash">Hash of the vocabulary that made the tokens.</param>
/// <param name="Facilities">Number of facilities.</param>
internal sealed record ElasticsearchMeta(int Format, string Version, string ContentSha256, string VocabularyHash, int Facilities)
{
    private const string Key = "treatment-locator";

    /// <summary>Reads it from a mapping; null where it is not there or not ours.</summary>
    public static ElasticsearchMeta? Of(JsonElement mapping)
    {
        try
        {
            return mapping.TryGetProperty("_meta", out JsonElement meta) && meta.TryGetProperty(Key, out JsonElement ours)
                && ours.Deserialize<ElasticsearchMeta>() is { Version: not null } read && VersionId.TryParse(read.Version, out _)
                    ? read
                    : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>As a mapping's <c>_meta</c>.</summary>
    public JsonObject ToJson() => new() { [Key] = JsonSerializer.SerializeToNode(this) };
}
