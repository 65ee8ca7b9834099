namespace LocatorApi.Places.Suggestions;

/// <summary>What somebody has typed, with the names of GET /v1/places.</summary>
public sealed record PlacesRequest
{
    /// <summary>What was typed: 1 to 100 characters, one of them a letter or digit.</summary>
    /// <example>peachtree</example>
    public required string Q { get; init; }

    /// <summary>Five digits, or ZIP+4: the nearest come first. One origin: zip, place, or lat and lon.</summary>
    /// <example>30309</example>
    public string? Zip { get; init; }

    /// <summary>A city with its state, as in a search: the nearest come first.</summary>
    public string? Place { get; init; }

    /// <summary>Degrees north, with lon: the nearest come first.</summary>
    public double? Lat { get; init; }

    /// <summary>Degrees east, with lat.</summary>
    public double? Lon { get; init; }

    /// <summary>The most suggestions, 1 to 20; 10 where it is left out.</summary>
    public int? Limit { get; init; }
}
