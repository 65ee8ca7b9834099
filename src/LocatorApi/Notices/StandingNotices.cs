using Locator.Versions;

namespace LocatorApi.Notices;

/// <summary>What stands with every answer at this moment, errors included: the crisis line, a warning while invented facilities are served, and how old the list is.</summary>
/// <param name="board">The texts.</param>
/// <param name="served">The manifest of the directory version that is served; null while none is.</param>
internal sealed class StandingNotices(NoticeBoard board, Func<DirectoryManifest?> served)
{
    public IReadOnlyList<Notice> Current => With();

    /// <summary>The standing ones, then those of these kinds.</summary>
    public IReadOnlyList<Notice> With(params ReadOnlySpan<string> kinds) =>
        board.Of(served(), [.. kinds]);
}
