using Locator.Geo;

namespace Locator.Search.Embedded;

/// <summary>Counts facilities by tile.</summary>
internal static class EmbeddedTiles
{
    public static TileAnswer Of(EmbeddedIndex index, TileQuery query)
    {
        SearchAnswer counts = index.Search(query.Search);
        SortedDictionary<uint, int> tiles = [];
        foreach (int facility in EmbeddedSearch.On(index, query.Search, static search => search.Fitting()))
        {
            uint key = MapTile.KeyAt(index.EntryAt(facility).Tile, query.TileZoom);
            tiles[key] = tiles.GetValueOrDefault(key) + 1;
        }

        return new TileAnswer
        {
            Total = counts.Total,
            UnknownHidden = counts.UnknownHidden,
            WithoutPoint = WithoutPoint(index, query.Search with { Box = null }),
            Tiles = tiles.Count > TileQuery.MostTiles
                ? null
                : [.. tiles.Select(tile => new TileCount(MapTile.OfKey(tile.Key, query.TileZoom), tile.Value))],
        };
    }

    /// <summary>Those without a point lie behind all others.</summary>
    private static int WithoutPoint(EmbeddedIndex index, SearchQuery anywhere) => index.Layout.Located == index.Count
        ? 0
        : EmbeddedSearch.On(index, anywhere, static search => search.Fitting()).Count(facility => facility >= index.Layout.Located);
}
