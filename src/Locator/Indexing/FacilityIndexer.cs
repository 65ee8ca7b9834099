using Locator.Facilities;
using Locator.Text;
using Locator.Versions;

namespace Locator.Indexing;

/// <summary>
/// Derives what engines index from a facility's facts: tokens, words and the document. Every engine indexes this and
/// nothing else, so the rules of knowledge hold alike on all of them.
/// </summary>
public sealed class FacilityIndexer
{
    private readonly VocabularyNumbers _numbers;
    private readonly IReadOnlyList<ManifestSource> _sources;

    /// <summary>By source: which codes it can state.</summary>
    private readonly bool[][] _inSources;

    private readonly NumberedGroup[] _siteGroups;
    private readonly NumberedGroup[] _programGroups;

    /// <summary>Every token that the vocabulary gives.</summary>
    private readonly TokenTable _tokens;

    /// <summary>By the number of a code: the rank of its token.</summary>
    private readonly int[] _ranksOfCodes;

    /// <summary>By the number of a value: the ranks of its tokens.</summary>
    private readonly (int Stated, int Unknown)[] _ranksOfValues;

    /// <summary>Indexing of one directory version.</summary>
    /// <param name="sources">The sources of its manifest.</param>
    /// <param name="vocabulary">The table of codes and filters.</param>
    public FacilityIndexer(IReadOnlyList<ManifestSource> sources, Vocabulary vocabulary)
    {
        _sources = sources;
        _numbers = vocabulary.Numbers;
        _inSources = [.. sources.Select(source => _numbers.AmongThem(source.Codes.ToHashSet(StringComparer.Ordinal)))];
        _siteGroups = [.. NumberedGroup.Of(vocabulary).Where(group => group.Group.Scope == FilterScope.Site)];
        _programGroups = [.. NumberedGroup.Of(vocabulary).Where(group => group.Group.Scope == FilterScope.Program)];
        FilterValue[] values = [.. vocabulary.Groups.SelectMany(group => group.Values)];
        _tokens = TokenTable.Of(vocabulary);
        _ranksOfCodes = [.. vocabulary.Codes.Select(code => _tokens.RankOf(ServiceTokens.Of(code.Code)))];
        _ranksOfValues = [.. values.Select(value => (_tokens.RankOf(value.Token), _tokens.RankOf(value.UnknownToken)))];
    }

    /// <summary>All facilities of a version, indexed; on all processors, in the version's order, their documents packed.</summary>
    public static IReadOnlyList<IndexedFacility> All(DirectoryVersion version, Vocabulary vocabulary)
    {
        FacilityIndexer indexer = new(version.Manifest.Sources, vocabulary);
        return DocumentBlocks.Pack([.. version.Facilities.AsParallel().AsOrdered().Select(indexer.Of)]);
    }

    /// <summary>Every token that a program of these facilities can have: the vocabulary's, and those of codes that it does not know.</summary>
    public TokenTable TableOf(IEnumerable<Facility> facilities)
    {
        HashSet<string> others = [];
        foreach (Facility facility in facilities)
        {
            foreach (TreatmentProgram program in facility.Programs)
            {
                foreach (string code in TextSpan.Of(program.Codes))
                {
                    if (_numbers.NumberOf(code) < 0)
                    {
                        others.Add(ServiceTokens.Of(code));
                    }
                }
            }
        }

        return others.Count == 0 ? _tokens : new TokenTable(_tokens.Tokens.Concat(others));
    }

    /// <summary>The folded name that orders results where there is no origin.</summary>
    public static string SortNameOf(Facility facility) => string.Join(' ', FoldedText.Words(facility.Name));

    /// <summary>The indexed form of a facility.</summary>
    /// <exception cref="ArgumentException">The facility has no program.</exception>
    public IndexedFacility Of(Facility facility)
    {
        FacilityKnowledge knowledge = FacilityKnowledge.Of(facility, _numbers, _inSources, _siteGroups);
        IndexedProgram[] programs = new IndexedProgram[facility.Programs.Count];
        for (int i = 0; i < programs.Length; i++)
        {
            programs[i] = new IndexedProgram(facility.Programs[i].Id, TokensOf(facility.Programs[i], knowledge, i));
        }

        return new IndexedFacility
        {
            Id = facility.Id,
            SortName = SortNameOf(facility),
            Point = facility.Location?.Point,
            LocationIsExact = facility.Location?.Precision == LocationPrecision.Address,
            State = facility.Address.State,
            CountyFips = facility.Address.CountyFips,
            Words = NameWords.Of(facility),
            Programs = programs,
            Document = FacilityDocumentWriter.Write(facility, knowledge, _siteGroups, _programGroups, _sources),
        };
    }

    /// <summary>
    /// Picked in their order instead of sorted: a program has more than a hundred, and sorting took a quarter of the time of
    /// deriving.
    /// </summary>
    private IReadOnlyList<string> TokensOf(TreatmentProgram program, FacilityKnowledge knowledge, int index)
    {
        Span<bool> has = stackalloc bool[_tokens.Tokens.Count];
        has.Clear();
        MarkCodes(knowledge.StatedBy(index), has);
        Mark(_programGroups, knowledge.Known[index], has);
        Mark(_siteGroups, knowledge.Site, has);
        ushort[] ranks = new ushort[has.Count(true)];
        int next = 0;
        for (int rank = 0; rank < has.Length; rank++)
        {
            if (has[rank])
            {
                ranks[next++] = (ushort)rank;
            }
        }

        TokenSet tokens = new(_tokens, ranks);
        if (knowledge.OtherCodesOf(index) == 0)
        {
            return tokens;
        }

        IEnumerable<string> others = program.Codes.Where(code => _numbers.NumberOf(code) < 0).Select(ServiceTokens.Of);
        string[] all = [.. tokens.Concat(others).Order(StringComparer.Ordinal)];
        return all;
    }

    private void MarkCodes(ReadOnlySpan<bool> stated, Span<bool> has)
    {
        for (int code = 0; code < stated.Length; code++)
        {
            has[_ranksOfCodes[code]] |= stated[code];
        }
    }

    private void Mark(NumberedGroup[] groups, Knowledge[] known, Span<bool> has)
    {
        foreach (NumberedGroup group in groups)
        {
            ReadOnlySpan<Knowledge> values = group.In(known);
            for (int i = 0; i < values.Length; i++)
            {
                (int stated, int unknown) = _ranksOfValues[group.First + i];
                has[stated] |= values[i] == Knowledge.Yes;
                has[unknown] |= values[i] == Knowledge.Unknown;
            }
        }
    }
}
