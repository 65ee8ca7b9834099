namespace Locator.Search.Embedded;

/// <summary>
/// The columns of <see cref="ProgramTokens"/> that the values of a facet are counted from. Each is counted once, however many values share
/// it: most values of a group are unknown in the same programs.
/// </summary>
internal sealed class FacetColumns
{
    /// <summary>For each value where its counts stand among those of the columns; −1 where no program has it.</summary>
    private readonly (int Stated, int Unknown)[] _places;

    /// <summary>The columns of these tokens.</summary>
    public FacetColumns(IReadOnlyList<string> tokens, ProgramTokens programs)
    {
        List<int> columns = [];
        _places = [.. tokens.Select(programs.ColumnsOf).Select(token => (PlaceOf(token.Stated), PlaceOf(token.Unknown)))];
        (Tokens, Columns) = (tokens, [.. columns]);

        int PlaceOf(int column)
        {
            if (column != ProgramTokens.Nobody && !columns.Contains(column))
            {
                columns.Add(column);
            }

            return columns.IndexOf(column);
        }
    }

    /// <summary>What was asked for.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>Different columns, in the order in which they are read.</summary>
    public int[] Columns { get; }

    /// <summary>The counts of the values.</summary>
    /// <param name="counts">The counts of the columns.</param>
    public FacetCount[] Of(ReadOnlySpan<int> counts)
    {
        FacetCount[] values = new FacetCount[_places.Length];
        for (int i = 0; i < values.Length; i++)
        {
            (int stated, int unknown) = _places[i];
            values[i] = new FacetCount(Tokens[i], stated < 0 ? 0 : counts[stated], unknown < 0 ? 0 : counts[unknown]);
        }

        return values;
    }
}
