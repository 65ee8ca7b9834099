namespace Locator.Search.Embedded;

/// <summary>The filters of a search as columns of <see cref="ProgramTokens"/>.</summary>
internal sealed class CompiledFilters
{
    private readonly List<TokenColumns> _columns = [];
    private readonly List<Filter> _filters = [];
    private readonly List<int> _reserving = [];
    private readonly List<int> _fitting = [];
    private bool _hides;

    private readonly record struct Filter(string Group, int End, bool All, bool AllowUnknown);

    /// <summary>What is asked now instead of what was asked before.</summary>
    public void Compile(SearchQuery query, ProgramTokens tokens)
    {
        _columns.Clear();
        _filters.Clear();
        _reserving.Clear();
        _fitting.Clear();
        for (int i = 0; i < query.Filters.Count; i++)
        {
            TokenFilter filter = query.Filters[i];
            for (int t = 0; t < filter.Tokens.Count; t++)
            {
                _columns.Add(tokens.ColumnsOf(filter.Tokens[t]));
            }

            _filters.Add(new Filter(filter.Group, _columns.Count, filter.All, filter.AllowUnknown));
        }

        _hides = query.OpenTo is not null;
        if (query.OpenTo is { } openTo)
        {
            _reserving.AddRange(openTo.Reserving.Select(token => tokens.ColumnsOf(token).Stated));
            _fitting.AddRange(openTo.Fitting.Select(token => tokens.ColumnsOf(token).Stated));
        }
    }

    /// <summary>Whether a group is asked in a way that choosing another of its values would widen: values mean any.</summary>
    public bool WidenedBy(string group)
    {
        foreach (Filter filter in _filters)
        {
            if (!filter.All && filter.Group == group)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The programs of one word that pass all filters, and that take whoever searches.</summary>
    /// <param name="row">The row of the word.</param>
    /// <param name="unknown">Whether unknown passes: in no group, as asked, or in all of them.</param>
    /// <param name="without">A group whose filter is left out; null: none.</param>
    public ulong Passing(ReadOnlySpan<ulong> row, Unknown unknown, string? without = null)
    {
        ulong result = ulong.MaxValue;
        int column = 0;
        foreach (Filter filter in _filters)
        {
            if (without is not null && filter.Group == without)
            {
                column = filter.End;
                continue;
            }

            bool allowed = unknown == Unknown.Passes || (unknown == Unknown.AsAsked && filter.AllowUnknown);
            ulong passing = filter.All ? ulong.MaxValue : 0;
            for (; column < filter.End; column++)
            {
                ulong value = row[_columns[column].Stated];
                if (allowed)
                {
                    value |= row[_columns[column].Unknown];
                }

                passing = filter.All ? passing & value : passing | value;
            }

            result &= passing;
        }

        return _hides ? result & (~AnyOf(_reserving, row) | AnyOf(_fitting, row)) : result;
    }

    private static ulong AnyOf(List<int> columns, ReadOnlySpan<ulong> row)
    {
        ulong any = 0;
        foreach (int column in columns)
        {
            any |= row[column];
        }

        return any;
    }

    /// <summary>Where "the source never asked" passes.</summary>
    internal enum Unknown
    {
        /// <summary>In no group.</summary>
        Fails,

        /// <summary>In the groups that the search says.</summary>
        AsAsked,

        /// <summary>In every group.</summary>
        Passes,
    }
}
