using Locator.Elasticsearch.Client;
using Locator.Publishing;
using Locator.Versions;

namespace Locator.Elasticsearch.Publishing;

/// <summary>A version that is whole in an index of the cluster.</summary>
internal sealed class ReadyIndex(PreparedIndex index, AliasSwitch aliasSwitch, IndexRetirement retirement) : IReadyIndex
{
    private bool _isDone;

    /// <inheritdoc />
    public async Task SwitchAsync()
    {
        try
        {
            await aliasSwitch.ToAsync(index);
            _isDone = true;
        }
        catch (Exception failure) when (failure is NoAnswerException or ElasticsearchException)
        {
            throw new IndexFailedException($"{failure.Message} Nothing was published.", failure);
        }
    }

    /// <inheritdoc />
    public Task RetireAsync(IReadOnlySet<VersionStamp> keep, CancellationToken cancellationToken) =>
        retirement.RetireAsync(index, keep, cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_isDone && index.BuildingAlias is { } alias)
        {
            _isDone = true;
            await retirement.DiscardAsync(index.Name, alias);
        }
    }
}
