using System.Text;
using System.Text.Json.Nodes;
using Locator.Elasticsearch.Indexes;
using Locator.Search;

namespace Locator.Elasticsearch.Search;

/// <summary>Facilities by their ids: one round, by the keyword that searches are ordered by.</summary>
internal sealed class FacilityLookup : Question
{
    /// <summary>Most ids of one lookup: as many as a search returns facilities.</summary>
    public const int MostIds = 100;

    /// <summary>A longer text is no document's id (both servers refuse one), and is not worth sending.</summary>
    private const int LongestId = 512;

    private readonly HashSet<string> _ids;

    /// <param name="ids">The ids; those that the index does not have are left out of what is found.</param>
    /// <param name="serverTimeout">How long the server may take.</param>
    public FacilityLookup(IEnumerable<string> ids, TimeSpan serverTimeout)
    {
        _ids = ids.Where(id => Encoding.UTF8.GetByteCount(id) <= LongestId).ToHashSet(StringComparer.Ordinal);
        Next = new JsonObject
        {
            ["size"] = _ids.Count,
            ["track_total_hits"] = false,
            ["timeout"] = ElasticsearchQuery.TextOf(serverTimeout),
            ["query"] = new JsonObject
            {
                ["bool"] = new JsonObject
                {
                    ["filter"] = new JsonArray(new JsonObject
                    {
                        ["terms"] = new JsonObject { [ElasticsearchDocument.Id] = Clause.Strings(_ids) },
                    }),
                },
            },
        };
    }

    /// <summary>What was found.</summary>
    public IReadOnlyList<FacilityRecord> Found { get; private set; } = [];

    /// <inheritdoc />
    public override void Take(ServerAnswer answer)
    {
        // Half of a surrogate pair cannot be sent: what was sent in its place is another id.
        Found =
        [
            .. answer.Hits.Select(hit => hit.Facility).Where(facility => _ids.Contains(facility.Id)).Select(facility => new FacilityRecord(
                facility.Id,
                facility.Document,
                [.. facility.Programs.Select(program => new ProgramCodes(program.Id, program.Codes(IndexTokens.Current)))])),
        ];
        Next = null;
    }
}
