using System.Buffers;
using System.Collections.Frozen;
using Locator.Indexing;
using Locator.Text;
using Locator.Versions;
using LocatorApi.Facilities;
using LocatorApi.Http;
using LocatorApi.Notices;
using LocatorApi.Pages.Facts;
using LocatorApi.Pages.Layout;
using LocatorApi.Serving;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Caching.Memory;

namespace LocatorApi.Pages.Searching;

/// <summary>
/// What cards say of facilities whatever was asked, written once for each directory version and language and kept while there is room:
/// to read a facility's document and write its card costs more than to find it. Nothing of a search is in it, not even which page it was made for.
/// </summary>
internal sealed class FacilityCards : IDisposable
{
    /// <summary>Bytes that are kept at most: about a third of a national directory, those who were listed last.</summary>
    public const long MostBytes = 32 << 20;

    /// <summary>What a card takes beside its HTML: its objects, and its place among those that are kept.</summary>
    private const int Overhead = 1_500;

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MostBytes, TrackStatistics = true });
    private readonly FrozenDictionary<Language, PageContext> _pages;
    private readonly ServedDirectory _directories;
    private readonly IServiceProvider _services;
    private volatile ServedVersion? _current;
    private long _written;

    public FacilityCards(Assets assets, Labels labels, StandingNotices notices, ServedDirectory directories, IServiceProvider services)
    {
        // Pages of no request: what is kept cannot know one.
        _pages = Language.All.ToFrozenDictionary(language => language, language => PageContext.In(language, assets, labels, notices));
        _directories = directories;
        _services = services;
    }

    /// <summary>How many cards were written since the start.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>How many are kept.</summary>
    public int Count => _kept.Count;

    /// <summary>Bytes that they take.</summary>
    public long Bytes => _kept.GetCurrentStatistics()!.CurrentEstimatedSize!.Value;

    /// <summary>The card of a facility.</summary>
    /// <param name="version">The version that the document is of.</param>
    /// <param name="language">The language of the card.</param>
    /// <param name="id">The facility's id.</param>
    /// <param name="document">Its document.</param>
    public FacilityCard Of(VersionStamp version, Language language, string id, FacilityDocument document)
    {
        (VersionStamp, Language, string) key = (version, language, id);
        if (_kept.TryGetValue(key, out FacilityCard? kept))
        {
            return kept!;
        }

        DropOldVersions();
        FacilityCard card = Write(StatedFacts.Of(document), _pages[language], out int bytes);
        Interlocked.Increment(ref _written);
        return _kept.Set(key, card, new MemoryCacheEntryOptions { Size = bytes + Overhead });
    }

    public void Dispose() => _kept.Dispose();

    /// <summary>Once another version is served, hardly anybody asks for those before it; who still pages through one is answered all the same.</summary>
    private void DropOldVersions()
    {
        if (_directories.Current is { } current && current.Stamp != _current?.Stamp)
        {
            _current = current;
            _kept.Clear();
        }
    }

    private FacilityCard Write(StatedFacts facts, PageContext page, out int bytes)
    {
        ArrayBufferWriter<byte> buffer = JsonBuffers.Rent();
        byte[] html;
        try
        {
            using PageWriter writer = new(buffer, page, _services);
            writer.Write(
                typeof(FacilityCardParts), ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(FacilityCardParts.Facts)] = facts }));
            html = buffer.WrittenSpan.ToArray();
        }
        finally
        {
            JsonBuffers.Return(buffer);
        }

        bytes = html.Length;
        ReadOnlyMemory<byte>[] parts = PartsOf(html);
        return new FacilityCard(
            facts.Name,
            Placed.Address(facts.Address),
            facts.Location is { Precision: "zip" } or null ? facts.Address.Zip : null,
            [.. facts.Programs.Select((program, i) => new ProgramCard(program.Id, page.T["type." + program.Type], program.Unknown, parts[1 + i]))],
            facts.Unknown,
            new CardParts(parts[0], parts[^3], parts[^2], parts[^1]));
    }

    private static ReadOnlyMemory<byte>[] PartsOf(byte[] html)
    {
        List<ReadOnlyMemory<byte>> parts = [];
        int begin = 0;
        for (int end; (end = Array.IndexOf(html, (byte)FacilityCardParts.Separator, begin)) >= 0; begin = end + 1)
        {
            parts.Add(html.AsMemory(begin..end));
        }

        return [.. parts, html.AsMemory(begin..)];
    }
}
