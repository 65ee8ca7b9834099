using Locator.Elasticsearch.Client;
using Locator.Facilities;
using Locator.Versions;

namespace Locator.Elasticsearch.Indexes;

/// <summary>The indexes of one alias as they stood at one moment: what can be searched, what is being built, what is in the way.</summary>
internal sealed class ElasticsearchCatalog
{
    private static readonly Comparer<VersionStamp> OldestFirst = Comparer<VersionStamp>.Create((one, other) =>
        one.Id.CompareTo(other.Id) is var order and not 0 ? order : string.CompareOrdinal(one.ContentSha256, other.ContentSha256));

    private readonly string _alias;

    private ElasticsearchCatalog(string alias, IReadOnlyList<ElasticsearchIndexState> indexes) => (_alias, Indexes) = (alias, indexes);

    /// <summary>Every index whose name begins like ours or that carries the alias.</summary>
    public IReadOnlyList<ElasticsearchIndexState> Indexes { get; }

    /// <summary>The index that the alias is on; null where it is on none, or on several (<see cref="Problem"/>).</summary>
    public ElasticsearchIndexState? Current => Indexes.Count(HasAlias) == 1 ? Indexes.First(HasAlias) : null;

    /// <summary>Complete indexes of versions that this program can read, by content, oldest first.</summary>
    public IReadOnlyDictionary<VersionStamp, ElasticsearchIndexState> Searchable => field ??= FindSearchable();

    /// <summary>Reads the cluster's indexes.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="publishing">Whether to wait as long as an import may, not as long as a search.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="NoAnswerException">The cluster does not answer, or is too busy.</exception>
    /// <exception cref="ElasticsearchException">It refuses to, or something else answers.</exception>
    public static async Task<ElasticsearchCatalog> ReadAsync(
        ElasticsearchCluster cluster, string alias, bool publishing, CancellationToken cancellationToken)
    {
        using ClusterAnswer response = await cluster.IndexesAsync(alias, publishing, cancellationToken);
        if (response.IsBusy)
        {
            // An outage, not a wrong setting: a program that starts just now goes on trying.
            throw new NoAnswerException($"Elasticsearch answered {(int)response.Status} {response.ErrorType}.");
        }

        response.ThrowUnlessSuccess("to read the indexes");
        try
        {
            return new ElasticsearchCatalog(
                alias, [.. response.Body.EnumerateObject().Select(index => ElasticsearchIndexState.Of(alias, index.Name, index.Value))]);
        }
        catch (Exception failure) when (ElasticsearchError.IsOtherForm(failure))
        {
            throw new ElasticsearchException(ElasticsearchError.OtherForm);
        }
    }

    /// <summary>Reads them for an import, which waits longer.</summary>
    /// <exception cref="NoAnswerException">The cluster does not answer, or is too busy.</exception>
    /// <exception cref="ElasticsearchException">It refuses to, something else answers, or the alias's name cannot be used.</exception>
    public static async Task<ElasticsearchCatalog> ForPublishingAsync(ElasticsearchCluster cluster, string alias, CancellationToken cancellationToken)
    {
        ElasticsearchCatalog catalog = await ReadAsync(cluster, alias, publishing: true, cancellationToken);
        return catalog.NameProblem() is { } problem ? throw new ElasticsearchException(problem) : catalog;
    }

    /// <summary>Whether an index has an alias.</summary>
    public bool Has(string index, string alias) =>
        Indexes.Any(candidate => candidate.Name == index && candidate.Aliases.Contains(alias));

    /// <summary>The index of a version.</summary>
    /// <exception cref="VersionGoneException">There is none that could be searched.</exception>
    public string IndexOf(VersionStamp version) =>
        Searchable.TryGetValue(version, out ElasticsearchIndexState? index) ? index.Name : throw new VersionGoneException(version.Id);

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

    private SortedDictionary<VersionStamp, ElasticsearchIndexState> FindSearchable()
    {
        SortedDictionary<VersionStamp, ElasticsearchIndexState> found = new(OldestFirst);
        // The newest of several indexes of one version, but the current one before all others.
        foreach (ElasticsearchIndexState index in Indexes.OrderBy(HasAlias).ThenBy(index => index.Created))
        {
            if (!index.IsBuilding && index.Meta is { Format: ElasticsearchDocument.Format } meta && meta.VocabularyHash == Vocabulary.Current.Hash)
            {
                found[meta.Stamp] = index;
            }
        }

        return found;
    }
}
