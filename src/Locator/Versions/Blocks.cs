namespace Locator.Versions;

/// <summary>
/// What is made of each facility of a version, block by block on all processors: of a million at once it would take more memory than
/// all their facts. The first blocks are kept, so that for an ordinary directory it is made once, however often it is read.
/// </summary>
/// <remarks>Not safe for several readers at once.</remarks>
/// <typeparam name="T">What is made.</typeparam>
/// <param name="count">How many there are.</param>
/// <param name="make">Makes one, on any thread.</param>
/// <param name="keptBlocks">How many blocks are kept.</param>
public sealed class Blocks<T>(int count, Func<int, T> make, int keptBlocks = Blocks<T>.UsuallyKept)
{
    /// <summary>Facilities in a block.</summary>
    public const int Size = 4096;

    /// <summary>65,536 facilities, about four national directories.</summary>
    public const int UsuallyKept = 16;

    private readonly T[]?[] _kept = new T[]?[Math.Min(keptBlocks, (count + Size - 1) / Size)];

    /// <summary>All of them in order, a block at a time; the next block is made while the present one is worked on.</summary>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    public IEnumerable<T[]> All(CancellationToken cancellationToken)
    {
        int blocks = (count + Size - 1) / Size;
        Task<T[]>? next = null;
        for (int block = 0; block < blocks; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            T[] present = next is null ? Made(block) : next.GetAwaiter().GetResult();
            int following = block + 1;
            next = following >= blocks ? null
                : following < _kept.Length && _kept[following] is { } known ? Task.FromResult(known)
                : Task.Run(() => Made(following), cancellationToken);
            yield return present;
        }
    }

    private T[] Made(int block)
    {
        if (block < _kept.Length && _kept[block] is { } known)
        {
            return known;
        }

        int start = block * Size;
        T[] made = new T[Math.Min(Size, count - start)];
        Parallel.For(0, made.Length, i => made[i] = make(start + i));
        if (block < _kept.Length)
        {
            _kept[block] = made;
        }

        return made;
    }
}
