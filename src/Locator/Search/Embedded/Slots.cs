namespace Locator.Search.Embedded;

/// <summary>Where the programs of a facility lie in a bitset over programs: some bits of one word, or several words in a row.</summary>
/// <param name="Word">The first word.</param>
/// <param name="Words">How many: one, or for a large facility as many as it fills, all of them its own.</param>
/// <param name="Bits">The bits of each of them; all 64 of every word of a large facility.</param>
internal readonly record struct Slots(int Word, int Words, ulong Bits)
{
    /// <summary>Whether the facility takes whole words because its programs do not fit into one.</summary>
    public bool IsLarge => Words > 1;
}
