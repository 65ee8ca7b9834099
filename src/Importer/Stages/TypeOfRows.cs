using System.Globalization;
using Importer.Sources;
using Locator.Facilities;

namespace Importer.Stages;

/// <summary>Gives rows that do not say of which type they are the type that the operator states, else the only one of their file.</summary>
/// <param name="given">What the operator states; null when nothing.</param>
internal sealed class TypeOfRows(ProgramType? given)
{
    private readonly HashSet<ProgramType> _types = [];
    private readonly List<SourceRow> _waiting = [];
    private int _count;
    private int _firstRow;
    private int _contrary;
    private int _firstContrary;

    /// <summary>The rows of a file, each once. Those that must wait until the others have been seen come last.</summary>
    public IEnumerable<SourceRow> Of(IEnumerable<SourceRow> rows)
    {
        foreach (SourceRow row in rows)
        {
            bool isSilent = row.TypeText is null && row.Defect is null;
            if (given is { } type && (isSilent || (row.Type is null && row.Defect is null)))
            {
                yield return Given(row, type);
            }
            else if (isSilent && row.Type is null && _types.Count < 2)
            {
                _waiting.Add(row);
            }
            else
            {
                if (row.Type is { } stated)
                {
                    _types.Add(stated);
                }

                yield return row;
            }
        }

        foreach (SourceRow row in _waiting)
        {
            yield return _types.Count == 1 ? Given(row, _types.First()) : row;
        }
    }

    /// <summary>What was given, for the report.</summary>
    public IEnumerable<SourceRemark> Remarks()
    {
        if (_count > 0)
        {
            yield return new SourceRemark("type",
                given is null ? "Rows do not say of which type they are; the only type of the file was taken"
                    : "Rows do not say of which type they are; the one of --type was taken",
                IsRepaired: true,
                string.Create(CultureInfo.InvariantCulture, $"{(given ?? _types.First()).Slug()} ({_count} rows, the first is row {_firstRow})"));
        }

        if (_contrary > 0)
        {
            yield return new SourceRemark("type", "The service codes are those of another type than --type states", IsRepaired: false,
                string.Create(CultureInfo.InvariantCulture, $"{_contrary} rows, the first is row {_firstContrary}"));
        }
    }

    private SourceRow Given(SourceRow row, ProgramType type)
    {
        _firstRow = _count++ == 0 ? row.Row : _firstRow;
        if (row.Type is { } told && told != type)
        {
            _firstContrary = _contrary++ == 0 ? row.Row : _firstContrary;
        }

        return row with { Type = type };
    }
}
