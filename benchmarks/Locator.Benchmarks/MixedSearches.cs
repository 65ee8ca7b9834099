using Locator.Benchmarks.Answers;
using Locator.Facilities;
using Locator.Geo;
using Locator.Places;
using Locator.Search;

namespace Locator.Benchmarks;

/// <summary>
/// The searches of the performance table: within 25 miles of a ZIP, 20 results, the default facets. Of ten searches four ask for a
/// level of care and a payment, three for a payment, two for nothing, one for level, payment and telehealth. ZIPs are those of
/// random facilities, so that cities count as often as they do in the directory. The same directory gives the same searches on
/// every run.
/// </summary>
internal static class MixedSearches
{
    /// <summary>How many there are.</summary>
    public const int Count = 500;

    private const int Seed = 500;
    private const int Miles = 25;

    /// <summary>How often a value is asked for in 100 searches that name one of its group. Assumed: nobody's searches are recorded.</summary>
    private static readonly (string Value, int Weight)[] Levels =
    [
        ("detox", 18), ("residential", 18), ("outpatient", 16), ("intensive-outpatient", 14), ("inpatient", 8), ("partial-hospitalization", 7),
        ("outpatient-medication", 6), ("short-term-residential", 4), ("long-term-residential", 4), ("regular-outpatient", 2), ("detox-inpatient", 2),
        ("detox-outpatient", 1),
    ];

    private static readonly (string Value, int Weight)[] Payments =
    [
        ("medicaid", 40), ("private-insurance", 24), ("medicare", 10), ("cash", 8), ("free", 8), ("state-insurance", 5), ("military-insurance", 4),
        ("tribal", 1),
    ];

    /// <summary>The searches of a directory.</summary>
    /// <exception cref="InvalidOperationException">No facility of the directory stands in a ZIP whose point is known.</exception>
    public static IReadOnlyList<MixedSearch> Of(IEnumerable<Facility> facilities)
    {
        // One for each facility: a ZIP with many of them is drawn often.
        ZipPlace[] zips =
        [
            .. facilities.Where(facility => facility.Location is not null).OrderBy(facility => facility.Id, StringComparer.Ordinal)
                .Select(facility => Gazetteer.Bundled.FindZip(facility.Address.Zip)).OfType<ZipPlace>().Where(zip => zip.Point is not null),
        ];
        if (zips.Length == 0)
        {
            throw new InvalidOperationException("No facility of the file stands in a ZIP whose point is known.");
        }

        Random random = new(Seed);
        return [.. Enumerable.Range(0, Count).Select(i => Draw(random, zips[random.Next(zips.Length)], i % 10))];
    }

    private static MixedSearch Draw(Random random, ZipPlace zip, int kind)
    {
        List<(string Group, string Value)> asked = [];
        if (kind is < 4 or 9)
        {
            asked.Add(("level", Weighted(random, Levels)));
        }

        if (kind is < 7 or 9)
        {
            asked.Add(("payment", Weighted(random, Payments)));
        }

        if (kind == 9)
        {
            asked.Add(("telehealth", "true"));
        }

        SearchQuery query = new()
        {
            Origin = zip.Point,
            Radius = Distance.FromMiles(Miles),
            Filters = [.. asked.Select(filter => new TokenFilter(filter.Group, [$"{filter.Group}:{filter.Value}"]))],
            Facets = DefaultFacets.Requests,
        };
        return new MixedSearch(SearchAddress.Of([("zip", zip.Zip), ("radius", SearchAddress.Text(Miles)), .. asked]), query);
    }

    private static string Weighted(Random random, (string Value, int Weight)[] values)
    {
        int drawn = random.Next(values.Sum(value => value.Weight));
        return values.First(value => (drawn -= value.Weight) < 0).Value;
    }
}
