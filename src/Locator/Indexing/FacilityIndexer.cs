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
    private readonly Vocabulary _vocabulary;
    private readonly IReadOnlyList<ManifestSource> _sources;
    private readonly IReadOnlySet<string>[] _sourceCodes;
    private readonly FilterGroup[] _siteGroups;
    private readonly FilterGroup[] _programGroups;

    /// <summary>Every token that the vocabulary gives.</summary>
    private readonly TokenTable _tokens;

    private readonly Dictionary<string, int> _ranksOfCodes;

    /// <summary>Indexing of one directory version.</summary>
    /// <param name="sources">The sources of its manifest.</param>
    /// <param name="vocabulary">The table of codes and filters.</param>
    public FacilityIndexer(IReadOnlyList<ManifestSource> sources, Vocabulary vocabulary)
    {
        _sources = sources;
        _vocabulary = vocabulary;
        _sourceCodes = [.. sources.Select(source => source.Codes.ToHashSet(StringComparer.Ordinal))];
        _siteGroups = [.. vocabulary.Groups.Where(group => group.Scope == FilterScope.Site)];
        _programGroups = [.. vocabulary.Groups.Where(group => group.Scope == FilterScope.Program)];
        _tokens = new TokenTable(
            vocabulary.Groups.SelectMany(group => group.Values).SelectMany(value => (string[])[value.Token, value.UnknownToken])
                .Concat(vocabulary.Codes.Select(code => ServiceTokens.Of(code.Code))));
        _ranksOfCodes = vocabulary.Codes.ToDictionary(code => code.Code, code => _tokens.RankOf(ServiceTokens.Of(code.Code)), StringComparer.Ordinal);
    }

    /// <summary>All facilities of a version, indexed; on all processors, in the version's order, their documents packed.</summary>
    public static IReadOnlyList<IndexedFacility> All(DirectoryVersion version, Vocabulary vocabulary)
    {
        FacilityIndexer indexer = new(version.Manifest.Sources, vocabulary);
        return DocumentBlocks.Pack([.. version.Facilities.AsParallel().AsOrdered().Select(indexer.Of)]);
    }

    /// <summary>Every token that a program of these facilities can have, ordered ordinally: the vocabulary's, and those of codes that it does not know.</summary>
    public IReadOnlyList<string> TokensOf(IEnumerable<Facility> facilities)
    {
        HashSet<string> others = [];
        foreach (string code in facilities.SelectMany(facility => facility.Programs).SelectMany(program => program.Codes))
        {
            if (!_ranksOfCodes.ContainsKey(code))
            {
                others.Add(ServiceTokens.Of(code));
            }
        }

        return others.Count == 0 ? _tokens.Tokens : [.. _tokens.Tokens.Concat(others).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The folded name that orders results where there is no origin.</summary>
    public static string SortNameOf(Facility facility) => string.Join(' ', FoldedText.Words(facility.Name));

    /// <summary>The indexed form of a facility.</summary>
    public IndexedFacility Of(Facility facility)
    {
        ProgramKnowledge[] programs =
        [
            .. facility.Programs.Select(program => new ProgramKnowledge(
                program.Type, program.Codes, _sourceCodes[program.Source.Source], _vocabulary, program.OpenCategories)),
        ];
        GroupKnowledge[] site = [.. _siteGroups.Select(group => GroupKnowledge.OfSite(group, programs))];
        GroupKnowledge[][] own =
        [
            .. programs.Select(program =>
                _programGroups.Select(group => GroupKnowledge.OfProgram(group, program)).ToArray()),
        ];

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
                .. facility.Programs.Select((program, i) => new IndexedProgram(program.Id, TokensOf(program, own[i], site))),
            ],
            Document = FacilityDocumentWriter.Write(facility, site, own, _sources),
        };
    }

    /// <summary>
    /// Picked in their order instead of sorted: a program has more than a hundred, and sorting took a quarter of the time of
    /// deriving.
    /// </summary>
    private IReadOnlyList<string> TokensOf(TreatmentProgram program, GroupKnowledge[] own, GroupKnowledge[] site)
    {
        bool[] has = new bool[_tokens.Tokens.Count];
        Mark(own, has);
        Mark(site, has);
        List<string> others = [];
        foreach (string code in program.Codes)
        {
            if (_ranksOfCodes.TryGetValue(code, out int rank))
            {
                has[rank] = true;
            }
            else
            {
                others.Add(ServiceTokens.Of(code));
            }
        }

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
        if (others.Count == 0)
        {
            return tokens;
        }

        string[] all = [.. tokens.Concat(others).Order(StringComparer.Ordinal)];
        return all;
    }

    private void Mark(GroupKnowledge[] groups, bool[] has)
    {
        foreach (GroupKnowledge group in groups)
        {
            foreach (string token in group.Tokens)
            {
                has[_tokens.RankOf(token)] = true;
            }
        }
    }
}
