using Locator.Facilities;
using Locator.Versions;

namespace Locator.Indexing;

/// <summary>
/// The facilities of a version as engines index them, derived block by block on all processors: a million of them at once would
/// take more memory than all their facts. The first blocks are kept, so that an ordinary directory, which is checked, stored and
/// indexed one after the other, is derived once.
/// </summary>
/// <remarks>Not safe for several readers at once.</remarks>
public sealed class IndexedFacilities
{
    /// <summary>Facilities in a block.</summary>
    public const int BlockSize = 4096;

    /// <summary>Blocks that are kept: 65,536 facilities, about four national directories and 0.6 GB.</summary>
    private const int KeptBlocks = 16;

    private readonly Func<int, IndexedFacility> _derive;
    private readonly IndexedFacility[]?[] _kept;

    /// <summary>Nothing is derived yet.</summary>
    /// <param name="sources">The sources of the version's manifest.</param>
    /// <param name="facilities">Its facilities, ordered by id.</param>
    /// <param name="vocabulary">The table of codes and filters.</param>
    public IndexedFacilities(IReadOnlyList<ManifestSource> sources, IReadOnlyList<Facility> facilities, Vocabulary vocabulary)
    {
        FacilityIndexer indexer = new(sources, vocabulary);
        VocabularyHash = vocabulary.Hash;
        Count = facilities.Count;
        Tokens = indexer.TokensOf(facilities);
        SortNames = facilities.Select(FacilityIndexer.SortNameOf);
        _derive = i => indexer.Of(facilities[i]);
        _kept = new IndexedFacility[]?[Math.Min(KeptBlocks, (Count + BlockSize - 1) / BlockSize)];
    }

    /// <summary>Facilities that were derived before, with this program's vocabulary, ordered by id.</summary>
    public IndexedFacilities(IReadOnlyList<IndexedFacility> facilities)
    {
        VocabularyHash = Vocabulary.Current.Hash;
        Count = facilities.Count;
        Tokens =
        [
            .. facilities.SelectMany(facility => facility.Programs).SelectMany(program => program.Tokens)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        SortNames = facilities.Select(facility => facility.SortName);
        _derive = i => facilities[i];
        _kept = [];
    }

    /// <summary>Hash of the vocabulary that derives them: a version may have been imported with another one.</summary>
    public string VocabularyHash { get; }

    /// <summary>Number of facilities.</summary>
    public int Count { get; }

    /// <summary>Every token that a program of these facilities can have, ordered ordinally.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>The folded names that order results, in the order of the facilities; folded anew each time that they are read.</summary>
    public IEnumerable<string> SortNames { get; }

    /// <summary>All of them in order, a block at a time; the next block is derived while the present one is worked on.</summary>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    public IEnumerable<IReadOnlyList<IndexedFacility>> Blocks(CancellationToken cancellationToken)
    {
        int blocks = (Count + BlockSize - 1) / BlockSize;
        Task<IndexedFacility[]>? next = null;
        for (int block = 0; block < blocks; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            IndexedFacility[] present = next is null ? Derive(block) : next.GetAwaiter().GetResult();
            int following = block + 1;
            next = following < blocks ? Task.Run(() => Derive(following), cancellationToken) : null;
            yield return present;
        }
    }

    private IndexedFacility[] Derive(int block)
    {
        if (block < _kept.Length && _kept[block] is { } known)
        {
            return known;
        }

        int start = block * BlockSize;
        IndexedFacility[] derived =
            [.. ParallelEnumerable.Range(start, Math.Min(BlockSize, Count - start)).AsOrdered().Select(_derive)];
        if (block < _kept.Length)
        {
            _kept[block] = derived;
        }

        return derived;
    }
}
