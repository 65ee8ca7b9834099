using Locator.Geo;
using Locator.Indexing;

namespace Locator.Search.Embedded;

/// <summary>
/// The order in which facilities lie in memory: by bands of latitude, within a band by longitude; those without a point at
/// the end. A box is then a few stretches, each found by binary search.
/// </summary>
internal sealed class GeoLayout
{
    /// <summary>Height of a band in degrees, about 5.6 km: measured as the best compromise between stretches and misses.</summary>
    private const double BandHeight = 0.05;

    /// <summary>First facility of every band, and behind the last band the number of facilities with a point.</summary>
    private readonly int[] _starts;
    private readonly double[] _longitudes;

    private GeoLayout(int[] starts, double[] longitudes)
    {
        _starts = starts;
        _longitudes = longitudes;
    }

    /// <summary>Number of facilities with a point, which lie before the others.</summary>
    public int Located => _longitudes.Length;

    /// <summary>The layout of facilities, and the facilities in its order.</summary>
    public static GeoLayout Of(IReadOnlyList<IndexedFacility> facilities, out IndexedFacility[] ordered)
    {
        ordered = [.. facilities];
        Array.Sort(ordered, InOrder);
        int located = Array.FindIndex(ordered, facility => facility.Point is null);
        double[] longitudes = new double[located < 0 ? ordered.Length : located];
        for (int i = 0; i < longitudes.Length; i++)
        {
            longitudes[i] = ordered[i].Point!.Value.Longitude;
        }

        int[] starts = new int[BandOf(90) + 2];
        int next = 0;
        for (int band = 0; band < starts.Length; band++)
        {
            while (next < longitudes.Length && BandOf(ordered[next].Point!.Value.Latitude) < band)
            {
                next++;
            }

            starts[band] = next;
        }

        return new GeoLayout(starts, longitudes);
    }

    private static int InOrder(IndexedFacility one, IndexedFacility other)
    {
        int order = (one.Point, other.Point) switch
        {
            ({ } a, { } b) => BandOf(a.Latitude) != BandOf(b.Latitude)
                ? BandOf(a.Latitude).CompareTo(BandOf(b.Latitude))
                : a.Longitude.CompareTo(b.Longitude),
            _ => (one.Point is null).CompareTo(other.Point is null),
        };
        return order != 0 ? order : string.CompareOrdinal(one.Id, other.Id);
    }

    /// <summary>
    /// Stretches that hold every facility of the box, in layout order. Not all that they hold is in it: its first and last band
    /// are taken whole.
    /// </summary>
    public Stretches StretchesOf(BoundingBox box) => new(this, box);

    private static int BandOf(double latitude) => (int)((latitude + 90) / BandHeight);

    /// <summary>The first facility of a band whose longitude is not less.</summary>
    private int FirstNotBefore(int band, double longitude)
    {
        int low = _starts[band], high = _starts[band + 1];
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _longitudes[middle] < longitude ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Stretches [Start, End) of the layout, one after the other.</summary>
    public struct Stretches(GeoLayout layout, BoundingBox box)
    {
        private readonly int _last = BandOf(box.North);
        private readonly double _behindEast = Math.BitIncrement(box.East);
        private int _band = BandOf(box.South) - 1;
        private bool _isBeyondDateLine = true;

        /// <summary>First facility of the present stretch.</summary>
        public int Start { get; private set; }

        /// <summary>Facility behind its last one.</summary>
        public int End { get; private set; }

        /// <summary>Goes to the next stretch that holds somebody; false where there is none.</summary>
        public bool Next()
        {
            while (true)
            {
                if (box.CrossesDateLine && !_isBeyondDateLine)
                {
                    _isBeyondDateLine = true;
                    (Start, End) = (layout.FirstNotBefore(_band, box.West), layout._starts[_band + 1]);
                }
                else if (_band == _last)
                {
                    return false;
                }
                else
                {
                    _band++;
                    _isBeyondDateLine = false;
                    Start = box.CrossesDateLine ? layout._starts[_band] : layout.FirstNotBefore(_band, box.West);
                    End = layout.FirstNotBefore(_band, _behindEast);
                }

                if (Start < End)
                {
                    return true;
                }
            }
        }
    }
}
