using System.Text.Json;
using System.Text.Json.Nodes;
using Locator.Elasticsearch.Indexes;
using Locator.Geo;
using Locator.Search;

namespace Locator.Elasticsearch.Search;

/// <summary>The counts by tile of a box, in one round.</summary>
internal sealed class TileCounts : Question
{
    /// <summary>Name of the aggregation by tile, and of the key in each of its buckets.</summary>
    private const string Tiles = "tiles";

    private readonly TileQuery _query;
    private readonly List<TileCount> _tiles = [];
    private int _withoutPoint;

    /// <param name="query">The box and the zoom.</param>
    /// <param name="serverTimeout">How long the server may take.</param>
    /// <param name="tokens">How the index has tokens.</param>
    public TileCounts(TileQuery query, TimeSpan serverTimeout, IndexTokens tokens)
    {
        _query = query;
        Next = Body(query, query.Search with { Box = null }, serverTimeout, new ProgramClauses(tokens));
    }

    /// <inheritdoc />
    public override void Take(ServerAnswer answer)
    {
        double interval = 1L << MapTile.ShiftTo(_query.TileZoom);
        foreach (JsonElement bucket in answer.Aggregations.GetProperty(Tiles).GetProperty("buckets").EnumerateArray())
        {
            JsonElement key = bucket.GetProperty("key").GetProperty(Tiles);
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

    /// <summary>
    /// Counts the facilities by tile, and before the tiles those without a point. A composite aggregation gives the first buckets
    /// exactly, on several shards too, and makes no more than it gives: a plain histogram of a large directory is refused for too
    /// many buckets. One more tile than are counted tells that there are too many.
    /// </summary>
    /// <param name="tiles">The box and the zoom.</param>
    /// <param name="search">Who fits and where besides the box, which those without a point are never in.</param>
    /// <param name="serverTimeout">How long the server may take.</param>
    /// <param name="programs">Makes the conditions on programs.</param>
    private static JsonObject Body(TileQuery tiles, SearchQuery search, TimeSpan serverTimeout, ProgramClauses programs)
    {
        JsonObject tile = new()
        {
            ["histogram"] = new JsonObject
            {
                ["field"] = ElasticsearchDocument.Tile,
                ["interval"] = 1L << MapTile.ShiftTo(tiles.TileZoom),
                ["missing_bucket"] = true,
            },
        };
        JsonObject withoutPoint = new() { ["bool"] = new JsonObject { ["must_not"] = new JsonArray(Clause.Exists(ElasticsearchDocument.Tile)) } };
        return new JsonObject
        {
            ["size"] = 0,
            ["track_total_hits"] = false,
            ["timeout"] = ElasticsearchQuery.TextOf(serverTimeout),
            ["query"] = Clause.All(
            [
                Clause.Either(AreaClauses.InBox(tiles.Box), withoutPoint), .. AreaClauses.Of(search, radius: null), .. programs.Of(search, search.Filters),
            ]),
            ["aggs"] = new JsonObject
            {
                [Tiles] = new JsonObject
                {
                    ["composite"] = new JsonObject
                    {
                        ["size"] = TileQuery.MostTiles + 2,
                        ["sources"] = new JsonArray(new JsonObject { [Tiles] = tile }),
                    },
                },
            },
        };
    }
}
