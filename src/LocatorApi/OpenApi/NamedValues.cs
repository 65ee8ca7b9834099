using Locator.Facilities;
using Locator.Places;
using Locator.Versions;
using LocatorApi.Facilities;
using LocatorApi.Http;
using LocatorApi.Notices;
using LocatorApi.Places;
using LocatorApi.Search.Parameters;
using LocatorApi.Serving;

namespace LocatorApi.OpenApi;

/// <summary>
/// A closed set of texts with a name of its own in the API's description, so that generated clients have one type for it wherever
/// it stands. The texts come from where the program itself takes them.
/// </summary>
/// <param name="Name">Its name among the schemas.</param>
/// <param name="Description">What it tells apart.</param>
/// <param name="Values">The texts.</param>
internal sealed record NamedValues(string Name, string Description, IReadOnlyList<string> Values)
{
    /// <summary>Where it stands in answers: <c>Type.member</c>, the member as on the wire.</summary>
    public IReadOnlyList<string> StandsAt { get; init; } = [];

    /// <summary>Every set that stands in answers.</summary>
    public static IReadOnlyList<NamedValues> OfAnswers(Vocabulary vocabulary) =>
    [
        new("ZipKind", "How a ZIP Code is used: ordinary delivery, PO boxes, one organization, either of the two (the public tables cannot tell), overseas mail.",
            [.. Enum.GetValues<ZipKind>().Select(kind => kind.Slug())]) { StandsAt = ["ZipAnswer.kind", "SearchOrigin.zipKind"] },
        new("ZipPrecision", "What a ZIP Code's point is the point of.",
            [.. Enum.GetValues<PlacePrecision>().Select(precision => precision.Slug())]) { StandsAt = ["ZipAnswer.precision"] },
        new("OriginPrecision", "What the point of an origin is the point of; `exact`: the caller gave the point.",
            ["exact", .. Enum.GetValues<PlacePrecision>().Select(precision => precision.Slug())]) { StandsAt = ["SearchOrigin.precision"] },
        new("ZipPointSource", "Which table a ZIP Code's point comes from.",
            [.. Enum.GetValues<PointSource>().Select(source => source.Slug()).Where(slug => slug != "none")]) { StandsAt = ["ZipAnswer.pointSource"] },
        new("OriginType", "What an origin was given as.", ["zip", "point", "place"]) { StandsAt = ["SearchOrigin.type"] },
        new("AreaReason", "Who chose the area: the caller (`given`), or the search, with enough matches (`auto`) or without (`auto-limit`).",
            ["given", "auto", "auto-limit"]) { StandsAt = ["SearchArea.reason"] },
        new("ProgramMatch", "How a program fits a search.", ["stated", "unknown", "none"]) { StandsAt = ["SearchResult.matched"] },
        new("NoticeKind", "What a notice is about.", NoticeKinds.All) { StandsAt = ["Notice.kind"] },
        new("ProblemName", "The kind of an error.", [.. ProblemType.All.Select(type => type.Uri)]) { StandsAt = ["Problem.type", "ProblemExplanation.type"] },
        new("DirectoryKindName", "Whether facilities are real or invented.", ["public", "sample"])
        {
            StandsAt = ["DirectoryStamp.kind", "DirectoryAnswer.kind", "ReadyDirectory.kind"],
        },
        new("ProgramTypeName", "The kind of entry that a program is.", [.. ProgramTypes.All.Select(type => type.Slug())])
        {
            StandsAt = ["FacilityProgram.type", "FilterValueAnswer.types", "FilterValueAnswer.askedOf", "CodeAnswer.askedOf"],
        },
        new("ChangeKindName", "What became of a facility between two directory versions.",
            [.. Enum.GetValues<ChangeKind>().Select(kind => kind.ToString().ToLowerInvariant())]) { StandsAt = ["FacilityChanged.kinds"] },
        new("FacilityPartName", "A part of what the directory says about a facility.",
            [.. Enum.GetValues<FacilityPart>().Select(part => part.ToString().ToLowerInvariant())]) { StandsAt = ["FacilityChanged.parts"] },
        new("LocationPrecisionName", "What a facility's point is the point of.", ["address", "zip"]) { StandsAt = ["FacilityLocation.precision"] },
        new("PhoneKind", "What a telephone number is for.", ["main", "intake", "hotline"]) { StandsAt = ["FacilityPhone.kind"] },
        new("Restriction", "The only clients that a program takes.", [.. Restriction.All.Select(restriction => restriction.Slug)]) { StandsAt = ["FacilityProgram.restrictedTo"] },
        new("OperatedForName", "Whom an operator serves first.", ["veterans", "military", "tribal-members"]) { StandsAt = ["FacilityProgram.operatedFor"] },
        new("FilterScopeName", "Whether a fact is a program's own or holds for the whole site.",
            [.. Enum.GetValues<FilterScope>().Select(scope => scope.ToString().ToLowerInvariant())]) { StandsAt = ["FilterGroupAnswer.scope"] },
        new("FilterKind", "Whether a filter takes any of its values (`choice`) or only `true` (`flag`).", ["choice", "flag"]) { StandsAt = ["FilterGroupAnswer.kind"] },
        new("SuggestionKind", "What a suggestion is.", ["zip", "city", "county", "facility", "filter"]) { StandsAt = ["Suggestion.kind"] },
        new("EngineName", "What answers searches.", [SearchOptions.Embedded, SearchOptions.Postgis, SearchOptions.Elasticsearch])
        {
            StandsAt = ["ReadyAnswer.engine", "ReadyEngine.name"],
        },
        new("Readiness", "Whether searches can be answered.", ["ready", "unavailable"]) { StandsAt = ["ReadyAnswer.status"] },
        new("SiteValue", "A value of one of the filter groups that hold for the whole site.",
            [.. vocabulary.Groups.Where(group => group.Scope == FilterScope.Site).SelectMany(group => group.Values).Select(value => value.Slug).Distinct()])
        {
            StandsAt = ["SiteFacts.values"],
        },
        .. vocabulary.Groups.Where(group => group.Scope == FilterScope.Program && !group.IsFlag).Select(group => new NamedValues(
            NameOf(group.Name), $"{group.Label}: values of the filter `{group.Name}`.", [.. group.Values.Select(value => value.Slug)])
        {
            StandsAt = [$"{nameof(FacilityProgram)}.{group.Name}"],
        }),
    ];

    /// <summary>The set of a search parameter's values; null where they are free.</summary>
    public static NamedValues? Of(SearchParameter parameter) => parameter.Choices.Count == 0 ? null
        : parameter.Name.EndsWith("Match", StringComparison.Ordinal)
            ? new NamedValues("Match", "Whether any or all of a filter's values must hold.", Names(parameter))
            : new NamedValues(NameOf(parameter.Name), $"Values of the parameter `{parameter.Name}`.", Names(parameter));

    private static string[] Names(SearchParameter parameter) => [.. parameter.Choices.Select(choice => choice.Name)];

    private static string NameOf(string parameter) => $"{char.ToUpperInvariant(parameter[0])}{parameter[1..]}Value";
}
