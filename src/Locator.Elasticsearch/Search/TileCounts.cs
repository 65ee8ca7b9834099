using System.Text.Json;
using Locator.Geo;
using Locator.Search;

namespace Locator.Elasticsearch.Search;

/// <summary>The counts by tile of a box, in one round.</summary>
internal sealed class TileCounts : Question
{
    private readonly TileQuery _query;
    private readonly List<TileCount> _tiles = [];
    private int _withoutPoint;

    public TileCounts(TileQuery query, TimeSpan serverTimeout)
    {
        _query = query;
        Next = new ElasticsearchQuery(query.Search with { Box = null }, serverTimeout).TilesBody(query);
    }

    /// <inheritdoc />
    public override void Take(JsonElement answer)
    {
        double interval = 1L << MapTile.ShiftTo(_query.TileZoom);
        foreach (JsonElement bucket in answer.GetProperty("aggregations").GetProperty(ElasticsearchQuery.Tiles).GetProperty("buckets").EnumerateArray())
        {
            JsonElement key = bucket.GetProperty("key").GetProperty(ElasticsearchQuery.Tiles);
            int count = bucket.GetProperty("doc_count").GetInt32();
            if (key.ValueKind == JsonValueKind.Null)
            {
                _withoutPoint = count;
            }
            else
            {
                // The lowest key of the tile, as a number with a decimal point; those below 2^53 are exact.
                _tiles.Add(new TileCount(MapTile.OfKey((uint)(key.GetDouble() / interval), _query.TileZoom), count));
            }
        }

        Next = null;
    }

    /// <summary>The answer, when nothing is missing.</summary>
    /// <param name="counted">The answer to the query's search.</param>
    public TileAnswer Answer(SearchAnswer counted) => new()
    {
        Total = counted.Total,
        UnknownHidden = counted.UnknownHidden,
        WithoutPoint = _withoutPoint,
        Tiles = _tiles.Count > TileQuery.MostTiles ? null : _tiles,
    };
}
