using System.Collections.Concurrent;
using Locator.Geo;
using Locator.Places;

namespace Importer.Stages;

/// <summary>Tells which of these ZIPs have their points about a point. Those without a point do not count. Made once for an import.</summary>
internal sealed class ZipSurroundings
{
    private readonly ZipPlace[][] _zips;
    private readonly NearestPoints _points;
    private readonly ConcurrentDictionary<(GeoPoint, int), Distance> _others = new();

    public ZipSurroundings(IEnumerable<ZipPlace> zips)
    {
        // Grouping thousands of points takes longer than all that is asked of them.
        Dictionary<GeoPoint, int> known = new(43_000);
        List<GeoPoint> points = new(43_000);
        List<ZipPlace[]> alike = new(43_000);
        foreach (ZipPlace zip in zips)
        {
            if (zip.Point is not { } point)
            {
                continue;
            }

            if (known.TryAdd(point, points.Count))
            {
                points.Add(point);
                alike.Add([zip]);
            }
            else
            {
                int position = known[point];
                alike[position] = [.. alike[position], zip];
            }
        }

        _zips = [.. alike];
        _points = new NearestPoints(points);
    }

    /// <summary>The ZIPs of the nearest points.</summary>
    public IReadOnlyList<ZipPlace> Around(GeoPoint point, int points) =>
        [.. _points.Nearest(point, points).SelectMany(near => _zips[near.Position])];

    /// <summary>The ZIPs of the nearest point.</summary>
    public IReadOnlyList<ZipPlace> Nearest(GeoPoint point) => _zips[_points.Nearest(point, 1)[0].Position];

    /// <summary>How far the nearest point, the second-nearest … is.</summary>
    public Distance DistanceTo(GeoPoint point, int rank) => _points.Nearest(point, rank)[^1].Distance;

    /// <summary>How far the nearest other point of a ZIP, the second-nearest … is from a ZIP's own.</summary>
    public Distance DistanceToOther(GeoPoint ofZip, int rank) =>
        _others.GetOrAdd((ofZip, rank), asked => _points.Nearest(asked.Item1, asked.Item2 + 1)[^1].Distance);
}
