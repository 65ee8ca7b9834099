using System.Text.Json.Serialization;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Notices;
using LocatorApi.Serving;

namespace LocatorApi.Clusters;

/// <summary>The facilities of a box, counted by tiles of the map.</summary>
public sealed record ClusterPage
{
    /// <summary>The directory version that answers.</summary>
    public required DirectoryStamp Directory { get; init; }

    /// <summary>The zoom that was asked for.</summary>
    public required int Zoom { get; init; }

    /// <summary>Facilities in the box that match: the sum of the counts.</summary>
    public required int Total { get; init; }

    /// <summary>How many more facilities in the box unknown=include would count: nothing asked is denied, something is not known.</summary>
    public required int UnknownHidden { get; init; }

    /// <summary>Facilities without a point on the map that match everything but the box. They are in no tile and not in total.</summary>
    public required int WithoutPoint { get; init; }

    /// <summary>Every tile that holds facilities, at most 1,000; neighbors stand near one another.</summary>
    public required IReadOnlyList<MapCluster> Clusters { get; init; }

    /// <summary>True where another engine than usual answered, with the same directory: for operators. Left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Degraded { get; init; }

    /// <summary>What people should read with this answer, the crisis line first.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }

    internal static ClusterPage Of(ClusterRequest request, TileAnswer answer, DirectoryManifest manifest, IReadOnlyList<Notice> notices) => new()
    {
        Directory = DirectoryStamp.Of(manifest),
        Zoom = request.Zoom,
        Total = answer.Total,
        UnknownHidden = answer.UnknownHidden,
        WithoutPoint = answer.WithoutPoint,
        Clusters = [.. answer.Tiles!.Select(MapCluster.Of)],
        Degraded = answer.Degraded,
        Notices = notices,
    };
}
