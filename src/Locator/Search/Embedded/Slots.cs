namespace Locator.Search.Embedded;

/// <summary>Where the programs of a facility lie in a bitset over programs: some bits of one word, or several words in a row.</summary>
/// <param name="Word">The first word.</param>
/// <param name="Words">How many: one, or for a large facility as many as it fills, all of them its own.</param>
/// <param name="Bits">The bits of each of them; all 64 of every word of a large facility.</param>
internal readonly record struct Slots(int Word, int Words, ulong Bits)
{
    /// <summary>Bits of a word.</summary>
    public const int WordBits = 64;

    /// <summary>Whether the facility takes whole words because its programs do not fit into one.</summary>
    public bool IsLarge => Words > 1;

    /// <summary>Gives every facility of the layout its slots.</summary>
    /// <param name="programs">The number of programs of each, at least one.</param>
    /// <param name="words">How many words they take together.</param>
    public static Slots[] Assign(IReadOnlyList<int> programs, out int words)
    {
        Slots[] slots = new Slots[programs.Count];
        int next = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            int needed = programs[i] <= WordBits ? programs[i] : WordsFor(programs[i]) * WordBits;
            if ((next % WordBits) + needed > WordBits)
            {
                next = WordsFor(next) * WordBits;
            }

            ulong bits = needed < WordBits ? (1UL << needed) - 1 : ulong.MaxValue;
            slots[i] = new Slots(next / WordBits, WordsFor(needed), bits << (next % WordBits));
            next += needed;
        }

        words = WordsFor(next);
        return slots;
    }

    private static int WordsFor(int bits) => (bits + WordBits - 1) / WordBits;
}
