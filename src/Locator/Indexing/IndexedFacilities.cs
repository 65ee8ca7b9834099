using Locator.Facilities;
using Locator.Versions;

namespace Locator.Indexing;

/// <summary>
/// The facilities of a version as engines index them, derived block by block: an ordinary directory, which is checked, stored and
/// indexed one after the other, is derived once (<see cref="Blocks{T}"/>).
/// </summary>
/// <remarks>Not safe for several readers at once.</remarks>
public sealed class IndexedFacilities
{
    /// <summary>Facilities in a block.</summary>
    public const int BlockSize = Blocks<IndexedFacility>.Size;

    private readonly Blocks<IndexedFacility> _blocks;

    /// <summary>Nothing is derived yet.</summary>
    /// <param name="sources">The sources of the version's manifest.</param>
    /// <param name="facilities">Its facilities, ordered by id.</param>
    /// <param name="vocabulary">The table of codes and filters.</param>
    public IndexedFacilities(IReadOnlyList<ManifestSource> sources, IReadOnlyList<Facility> facilities, Vocabulary vocabulary)
    {
        FacilityIndexer indexer = new(sources, vocabulary);
        VocabularyHash = vocabulary.Hash;
        Count = facilities.Count;
        Table = indexer.TableOf(facilities);
        SortNames = facilities.Select(FacilityIndexer.SortNameOf);
        _blocks = new Blocks<IndexedFacility>(Count, i => indexer.Of(facilities[i]));
    }

    /// <summary>Facilities that were derived before, ordered by id.</summary>
    /// <param name="facilities">The facilities.</param>
    /// <param name="vocabularyHash">Hash of the vocabulary that derived them; by default this program's.</param>
    public IndexedFacilities(IReadOnlyList<IndexedFacility> facilities, string? vocabularyHash = null)
    {
        VocabularyHash = vocabularyHash ?? Vocabulary.Current.Hash;
        Count = facilities.Count;
        Table = TableOf(facilities);
        SortNames = facilities.Select(facility => facility.SortName);
        _blocks = new Blocks<IndexedFacility>(Count, i => facilities[i], keptBlocks: 0);
    }

    /// <summary>Hash of the vocabulary that derives them: a version may have been imported with another one.</summary>
    public string VocabularyHash { get; }

    /// <summary>Number of facilities.</summary>
    public int Count { get; }

    /// <summary>Every token that a program of these facilities can have, ordered ordinally.</summary>
    public IReadOnlyList<string> Tokens => Table.Tokens;

    /// <summary>Their numbers.</summary>
    public TokenTable Table { get; }

    /// <summary>The folded names that order results, in the order of the facilities; folded anew each time that they are read.</summary>
    public IEnumerable<string> SortNames { get; }

    /// <summary>All of them in order, a block at a time; the next block is derived while the present one is worked on.</summary>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    public IEnumerable<IReadOnlyList<IndexedFacility>> Blocks(CancellationToken cancellationToken) => _blocks.All(cancellationToken);

    /// <summary>The table that all of them are numbers of, else one of their own: there are hundreds of millions of tokens to go through then.</summary>
    private static TokenTable TableOf(IReadOnlyList<IndexedFacility> facilities)
    {
        IEnumerable<IReadOnlyList<string>> all = facilities.SelectMany(facility => facility.Programs).Select(program => program.Tokens);
        return all.Select(tokens => (tokens as TokenSet)?.Table).Distinct().Take(2).ToArray() is [TokenTable only]
            ? only
            : new TokenTable(all.SelectMany(tokens => tokens));
    }
}
