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
        _tokens = new TokenTable(
            values.SelectMany(value => (string[])[value.Token, value.UnknownToken])
                .Concat(vocabulary.Codes.Select(code => ServiceTokens.Of(code.Code))));
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
                for (int i = 0; i < program.Codes.Count; i++)
                {
                    if (_numbers.NumberOf(program.Codes[i]) < 0)
                    {
                        others.Add(ServiceTokens.Of(program.Codes[i]));
                    }
                }
            }
        }

        return others.Count == 0 ? _tokens : new TokenTable(_tokens.Tokens.Concat(others));
    }

    /// <summary>The folded name that orders results where there is no origin.</summary>
    public static string SortNameOf(Facility facility) => string.Join(' ', FoldedText.Words(facility.Name));

    /// <summary>The indexed form of a facility.</summary>
    public IndexedFacility Of(Facility facility)
    {
        IReadOnlyList<TreatmentProgram> programs = facility.Programs;
        Knowledge[][] known = new Knowledge[programs.Count][];
        GroupKnowledge[][] own = new GroupKnowledge[programs.Count][];
        bool[][] has = new bool[programs.Count][];
        for (int i = 0; i < known.Length; i++)
        {
            ProgramKnowledge program = new(programs[i].Type, programs[i].Codes, _numbers, _inSources[programs[i].Source.Source], programs[i].OpenCategories);
            known[i] = program.OfAll();
            own[i] = Array.ConvertAll(_programGroups, group => GroupKnowledge.OfProgram(group, known[i]));
            has[i] = new bool[_tokens.Tokens.Count];
            MarkCodes(program.Stated, has[i]);
            Mark(_programGroups, known[i], has[i]);
        }

        Knowledge[] best = new Knowledge[_ranksOfValues.Length];
        GroupKnowledge[] site = Array.ConvertAll(_siteGroups, group => GroupKnowledge.OfSite(group, known, best));
        foreach (bool[] ofProgram in has)
        {
            Mark(_siteGroups, best, ofProgram);
        }

        return new IndexedFacility
        {
            Id = facility.Id,
            SortName = SortNameOf(facility),
            Point = facility.Location?.Point,
            LocationIsExact = facility.Location?.Precision == LocationPrecision.Address,
            State = facility.Address.State,
            CountyFips = facility.Address.CountyFips,
            Words = NameWords.With(facility.Name, FoldedText.IndexWords(
                facility.Programs.Select(program => program.Name).Append(facility.Name).Append(facility.Address.City))),
            Programs =
            [
                .. programs.Select((program, i) => new IndexedProgram(program.Id, TokensOf(program, has[i]))),
            ],
            Document = FacilityDocumentWriter.Write(facility, site, own, _sources),
        };
    }

    /// <summary>
    /// Picked in their order instead of sorted: a program has more than a hundred, and sorting took a quarter of the time of
    /// deriving.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="has">By rank: whether it has the token.</param>
    private IReadOnlyList<string> TokensOf(TreatmentProgram program, bool[] has)
    {
        ushort[] ranks = new ushort[has.AsSpan().Count(true)];
        int next = 0;
        for (int rank = 0; rank < has.Length; rank++)
        {
            if (has[rank])
            {
                ranks[next++] = (ushort)rank;
            }
        }

        TokenSet tokens = new(_tokens, ranks);
        string[] others = [.. program.Codes.Where(code => _numbers.NumberOf(code) < 0).Select(ServiceTokens.Of)];
        if (others.Length == 0)
        {
            return tokens;
        }

        string[] all = [.. tokens.Concat(others).Order(StringComparer.Ordinal)];
        return all;
    }

    private void MarkCodes(ReadOnlySpan<bool> stated, bool[] has)
    {
        for (int code = 0; code < stated.Length; code++)
        {
            has[_ranksOfCodes[code]] |= stated[code];
        }
    }

    private void Mark(NumberedGroup[] groups, Knowledge[] known, bool[] has)
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
