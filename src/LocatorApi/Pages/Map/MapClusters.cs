using Locator.Geo;
using Locator.Search;

namespace LocatorApi.Pages.Map;

/// <summary>
/// Makes clusters of counted tiles. Tiles alone would put a number in the middle of each square, in the sea as well, and numbers in
/// rows: small tiles are gathered around the fullest of them instead, and each cluster stands where most of its facilities are.
/// </summary>
internal static class MapClusters
{
    /// <summary>Tiles that are counted are so many levels finer than the map: 32 points wide where the map draws 256.</summary>
    public const int Finer = 3;

    /// <summary>As far as that from the fullest tile others are gathered, in tiles: 80 points, so that numbers do not cover each other.</summary>
    private const double Reach = 2.5;

    /// <summary>Four decimals are 11 m; the finest tile is 400 m wide.</summary>
    private const int Decimals = 4;

    /// <summary>The clusters, those with most facilities first.</summary>
    public static IReadOnlyList<MapMatchCluster> Of(IReadOnlyList<TileCount> tiles)
    {
        List<Gathering> gatherings = [];
        foreach (TileCount tile in tiles.OrderByDescending(tile => tile.Count).ThenBy(tile => tile.Tile.X).ThenBy(tile => tile.Tile.Y))
        {
            Gathering? nearest = gatherings.MinBy(gathering => gathering.DistanceTo(tile.Tile));
            if (nearest is null || nearest.DistanceTo(tile.Tile) > Reach)
            {
                gatherings.Add(nearest = new Gathering(tile.Tile));
            }

            nearest.Take(tile);
        }

        return [.. gatherings.Select(gathering => gathering.ToCluster()).OrderByDescending(cluster => cluster.Count)];
    }

    private sealed class Gathering(MapTile first)
    {
        private readonly List<TileCount> _tiles = [];

        public double DistanceTo(MapTile tile) => Math.Sqrt(Math.Pow(tile.X - first.X, 2) + Math.Pow(tile.Y - first.Y, 2));

        public void Take(TileCount tile) => _tiles.Add(tile);

        public MapMatchCluster ToCluster()
        {
            int count = _tiles.Sum(tile => tile.Count);
            (GeoPoint At, int Count)[] points = [.. _tiles.Select(tile => (tile.Tile.Centre, tile.Count))];
            return new MapMatchCluster(
                Rounded(points.Sum(point => point.At.Latitude * point.Count) / count),
                Rounded(points.Sum(point => point.At.Longitude * point.Count) / count),
                count,
                [
                    Rounded(points.Min(point => point.At.Longitude)), Rounded(points.Min(point => point.At.Latitude)),
                    Rounded(points.Max(point => point.At.Longitude)), Rounded(points.Max(point => point.At.Latitude)),
                ]);
        }

        private static double Rounded(double degrees) => Math.Round(degrees, Decimals);
    }
}
