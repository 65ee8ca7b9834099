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
        _zips = [.. zips.Where(zip => zip.Point is not null).GroupBy(zip => zip.Point!.Value).Select(alike => alike.ToArray())];
        _points = new NearestPoints([.. _zips.Select(alike => alike[0].Point!.Value)]);
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
