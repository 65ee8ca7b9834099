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

    /// <summary>Every token that the vocabulary gives, ordered ordinally.</summary>
    private readonly string[] _tokens;

    /// <summary>Where each of them stands.</summary>
    private readonly Dictionary<string, int> _ranks;

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
        _tokens =
        [
            .. vocabulary.Groups.SelectMany(group => group.Values).SelectMany(value => (string[])[value.Token, value.UnknownToken])
                .Concat(vocabulary.Codes.Select(code => ServiceTokens.Of(code.Code)))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        _ranks = _tokens.Index().ToDictionary(token => token.Item, token => token.Index, StringComparer.Ordinal);
        _ranksOfCodes = vocabulary.Codes.ToDictionary(code => code.Code, code => _ranks[ServiceTokens.Of(code.Code)], StringComparer.Ordinal);
    }

    /// <summary>All facilities of a version, indexed; on all processors, in the version's order.</summary>
    public static IReadOnlyList<IndexedFacility> All(DirectoryVersion version, Vocabulary vocabulary)
    {
        FacilityIndexer indexer = new(version.Manifest.Sources, vocabulary);
        return [.. version.Facilities.AsParallel().AsOrdered().Select(indexer.Of)];
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

        return others.Count == 0 ? _tokens : [.. _tokens.Concat(others).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
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
    /// deriving. All programs share the strings.
    /// </summary>
    private string[] TokensOf(TreatmentProgram program, GroupKnowledge[] own, GroupKnowledge[] site)
    {
        bool[] has = new bool[_tokens.Length];
        foreach (GroupKnowledge group in own.Concat(site))
        {
            foreach (string token in group.Tokens)
            {
                has[_ranks[token]] = true;
            }
        }

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

        IEnumerable<string> tokens = _tokens.Where((_, rank) => has[rank]);
        return others.Count == 0 ? [.. tokens] : [.. tokens.Concat(others).Order(StringComparer.Ordinal)];
    }
}
