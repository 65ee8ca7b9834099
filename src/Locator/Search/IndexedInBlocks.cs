using System.Collections;
using Locator.Facilities;
using Locator.Versions;

namespace Locator.Search;

/// <summary>
/// The facilities of a version, indexed a block at a time while they are read in order: a million of them at once would take
/// more memory than all their facts. Not safe for several readers at once.
/// </summary>
/// <param name="version">The version.</param>
/// <param name="vocabulary">The table of codes and filters.</param>
internal sealed class IndexedInBlocks(DirectoryVersion version, Vocabulary vocabulary) : IReadOnlyList<IndexedFacility>
{
    private const int Size = 4096;

    private readonly Indexing _indexing = new(version.Manifest.Sources, vocabulary);
    private IndexedFacility[] _block = [];
    private int _start;

    public int Count => version.Facilities.Count;

    /// <summary>Indexes the facility's block, on all processors, unless it is the one asked for last.</summary>
    public IndexedFacility this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            if (index < _start || index >= _start + _block.Length)
            {
                _start = index / Size * Size;
                _block = [.. version.Facilities.Skip(_start).Take(Size).AsParallel().AsOrdered().Select(_indexing.Of)];
            }

            return _block[index - _start];
        }
    }

    public IEnumerator<IndexedFacility> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
