using Locator.Indexing;
using Locator.Publishing;
using Locator.Versions;

namespace Locator.Tests.Publishing;

/// <summary>An index outside the storage that writes down what it is told.</summary>
/// <param name="name">Its name.</param>
/// <param name="steps">Where to write; a list of its own by default.</param>
internal sealed class RecordingIndex(string name, List<string>? steps = null) : IVersionIndex
{
    public string Name => name;

    public List<string> Steps { get; } = steps ?? [];

    /// <summary><c>prepares</c> or <c>switches</c>: fails there.</summary>
    public string? FailsAt { get; set; }

    /// <summary>What it was last filled with.</summary>
    public IReadOnlyList<IndexedFacility> Facilities { get; private set; } = [];

    public Task<IReadyIndex> PrepareAsync(DirectoryManifest manifest, IndexedFacilities facilities, CancellationToken cancellationToken)
    {
        Facilities = [.. facilities.Blocks(cancellationToken).SelectMany(block => block)];
        Step("prepares", $" {manifest.Version}");
        return Task.FromResult<IReadyIndex>(new Ready(this));
    }

    private void Step(string what, string of = "")
    {
        Steps.Add($"{name} {what}{of}");
        if (FailsAt == what)
        {
            throw new IndexFailedException($"{name} is full.");
        }
    }

    private sealed class Ready(RecordingIndex index) : IReadyIndex
    {
        public Task SwitchAsync()
        {
            index.Step("switches");
            return Task.CompletedTask;
        }

        public Task RetireAsync(IReadOnlySet<VersionStamp> keep, CancellationToken cancellationToken)
        {
            index.Steps.Add($"{index.Name} keeps {string.Join(' ', keep.Select(version => version.Id).Order())}");
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            index.Steps.Add($"{index.Name} is let go");
            return default;
        }
    }
}
