using Locator.Facilities;
using Locator.Text;
using Locator.Versions;

namespace Locator.Search;

/// <summary>
/// Derives what engines index from a facility's facts: tokens, words and the document. Every engine indexes this and
/// nothing else, so the rules of knowledge hold alike on all of them.
/// </summary>
public sealed class Indexing
{
    private readonly Vocabulary _vocabulary;
    private readonly IReadOnlyList<DirectorySource> _sources;
    private readonly IReadOnlySet<string>[] _sourceCodes;
    private readonly FilterGroup[] _siteGroups;
    private readonly FilterGroup[] _programGroups;

    /// <summary>Indexing of one directory version.</summary>
    /// <param name="sources">The sources of its manifest.</param>
    /// <param name="vocabulary">The table of codes and filters.</param>
    public Indexing(IReadOnlyList<DirectorySource> sources, Vocabulary vocabulary)
    {
        _sources = sources;
        _vocabulary = vocabulary;
        _sourceCodes = [.. sources.Select(source => source.Codes.ToHashSet(StringComparer.Ordinal))];
        _siteGroups = [.. vocabulary.Groups.Where(group => group.Scope == FilterScope.Site)];
        _programGroups = [.. vocabulary.Groups.Where(group => group.Scope == FilterScope.Program)];
    }

    /// <summary>All facilities of a version, indexed; on all processors, in the version's order.</summary>
    public static IReadOnlyList<IndexedFacility> All(DirectoryVersion version, Vocabulary vocabulary)
    {
        Indexing indexing = new(version.Manifest.Sources, vocabulary);
        return [.. version.Facilities.AsParallel().AsOrdered().Select(indexing.Of)];
    }

    /// <summary>The indexed form of a facility.</summary>
    public IndexedFacility Of(Facility facility)
    {
        ProgramKnowledge[] programs =
        [
            .. facility.Programs.Select(program => new ProgramKnowledge(
                program.Type, program.Codes, _sourceCodes[program.Source.Source], _vocabulary)),
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
            SortName = string.Join(' ', FoldedText.Words(facility.Name)),
            Point = facility.Location?.Point,
            LocationIsExact = facility.Location?.Precision == LocationPrecision.Address,
            State = facility.Address.State,
            CountyFips = facility.Address.CountyFips,
            Words = FoldedText.IndexWords(
                facility.Programs.Select(program => program.Name).Append(facility.Name).Append(facility.Address.City)),
            Programs =
            [
                .. facility.Programs.Select((program, i) => new IndexedProgram(program.Id, TokensOf(program, own[i], site))),
            ],
            Document = FacilityDocument.Write(facility, site, own, _sources),
        };
    }

    private static string[] TokensOf(TreatmentProgram program, GroupKnowledge[] own, GroupKnowledge[] site)
    {
        string[] tokens =
        [
            .. own.Concat(site).SelectMany(group => group.Tokens),
            .. program.Codes.Select(ServiceTokens.Of),
        ];
        Array.Sort(tokens, StringComparer.Ordinal);
        return tokens;
    }
}

/// <summary>The tokens of raw service codes: stated or not, never unknown.</summary>
public static class ServiceTokens
{
    /// <summary>Name of the group that asks for raw codes.</summary>
    public const string Group = "service";

    /// <summary>The token of a code that the vocabulary knows.</summary>
    public static string Of(string code) => $"{Group}:{code}";
}
