using Locator.Geo;
using Locator.Indexing;

namespace Locator.Search.Embedded;

/// <summary>A facility of the index, but for its programs' tokens and where it lies.</summary>
internal readonly record struct Entry
{
    /// <summary>The point; without one, no numbers: a nullable point takes eight bytes more.</summary>
    private readonly GeoPoint _point;

    public required string Id { get; init; }

    public required string SortName { get; init; }

    public required GeoPoint? Point
    {
        get => double.IsNaN(_point.Latitude) ? null : _point;
        init => _point = value ?? new GeoPoint(double.NaN, double.NaN);
    }

    /// <summary>The key of the point's tile; 0 without a point.</summary>
    public required uint Tile { get; init; }

    public required bool LocationIsExact { get; init; }

    public required string State { get; init; }

    public required string? CountyFips { get; init; }

    /// <summary>Where its programs begin among all programs of the layout.</summary>
    public required int FirstProgram { get; init; }

    public required FacilityDocument Document { get; init; }

    /// <summary>The entries of facilities in the order of the layout.</summary>
    public static Entry[] Of(IndexedFacility[] facilities)
    {
        Entry[] entries = new Entry[facilities.Length];
        int program = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            IndexedFacility facility = facilities[i];
            entries[i] = new Entry
            {
                Id = facility.Id,
                SortName = facility.SortName,
                Point = facility.Point,
                Tile = facility.Tile ?? 0,
                LocationIsExact = facility.LocationIsExact,
                State = string.Intern(facility.State),
                CountyFips = facility.CountyFips is { } county ? string.Intern(county) : null,
                FirstProgram = program,
                Document = facility.Document,
            };
            program += facility.Programs.Count;
        }

        return entries;
    }
}
