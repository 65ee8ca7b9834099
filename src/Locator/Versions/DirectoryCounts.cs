using System.Runtime.InteropServices;
using Locator.Facilities;
using Locator.Places;

namespace Locator.Versions;

/// <summary>What the facts of a version amount to, so that nobody has to read them for it. Names are ordered ordinally.</summary>
/// <param name="FacilitiesByState">Number of facilities by two-letter USPS code.</param>
/// <param name="ProgramsByType">Number of programs by the slug of their type.</param>
/// <param name="FacilitiesByPrecision">Number of facilities by what their point is the point of: <c>address</c>, <c>zip</c> or <c>none</c>.</param>
public sealed record DirectoryCounts(
    IReadOnlyDictionary<string, int> FacilitiesByState,
    IReadOnlyDictionary<string, int> ProgramsByType,
    IReadOnlyDictionary<string, int> FacilitiesByPrecision)
{
    /// <summary>
    /// Number of facilities that stand at their ZIP by where its point comes from: <c>hud</c>, <c>zcta</c>, <c>geonames</c> or
    /// <c>place</c>. Those whose point is that of an earlier table of ZIPs are not counted; null in manifests of earlier releases.
    /// </summary>
    public IReadOnlyDictionary<string, int>? FacilitiesByPointSource { get; init; }

    /// <summary>The counts of these facilities.</summary>
    public static DirectoryCounts Of(IEnumerable<Facility> facilities)
    {
        Counting counting = new();
        foreach (Facility facility in facilities)
        {
            counting.Add(facility);
        }

        return counting.Counts();
    }

    /// <summary>Counts facilities one after the other.</summary>
    internal sealed class Counting
    {
        private readonly Dictionary<string, int> _states = [];
        private readonly Dictionary<string, int> _types = [];
        private readonly Dictionary<string, int> _precisions = [];
        private readonly Dictionary<string, int> _pointSources = [];

        public void Add(Facility facility)
        {
            One(_states, facility.Address.State);
            One(_precisions, facility.Location?.Precision switch
            {
                LocationPrecision.Address => "address",
                LocationPrecision.Zip => "zip",
                _ => "none",
            });
            if (facility.Location is { Precision: LocationPrecision.Zip, Point: var point }
                && Gazetteer.Bundled.FindZip(facility.Address.Zip) is { Point: { } own } zip && own.OnGrid() == point)
            {
                One(_pointSources, zip.PointSource.Slug());
            }

            foreach (TreatmentProgram program in facility.Programs)
            {
                One(_types, program.Type.Slug());
            }
        }

        public DirectoryCounts Counts() => new(Sorted(_states), Sorted(_types), Sorted(_precisions))
        {
            FacilitiesByPointSource = Sorted(_pointSources),
        };

        private static void One(Dictionary<string, int> counts, string name) =>
            CollectionsMarshal.GetValueRefOrAddDefault(counts, name, out _)++;

        private static SortedDictionary<string, int> Sorted(Dictionary<string, int> counts) => new(counts, StringComparer.Ordinal);
    }
}
