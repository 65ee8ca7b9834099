namespace Locator.Geo;

/// <summary>A length on the ground. Made from a unit by name, so that miles and metres cannot be mixed up.</summary>
public readonly record struct Distance : IComparable<Distance>
{
    /// <summary>Metres in one international mile, exactly (1959 international yard and pound agreement).</summary>
    public const double MetresPerMile = 1609.344;

    private Distance(double metres) => Metres = metres;

    /// <summary>The length in metres.</summary>
    public double Metres { get; }

    /// <summary>The length in international miles.</summary>
    public double Miles => Metres / MetresPerMile;

    /// <summary>A length given in metres.</summary>
    public static Distance FromMetres(double metres) => new(metres);

    /// <summary>A length given in international miles.</summary>
    public static Distance FromMiles(double miles) => new(miles * MetresPerMile);

    /// <inheritdoc />
    public int CompareTo(Distance other) => Metres.CompareTo(other.Metres);

    /// <summary>Shorter.</summary>
    public static bool operator <(Distance left, Distance right) => left.Metres < right.Metres;

    /// <summary>Longer.</summary>
    public static bool operator >(Distance left, Distance right) => left.Metres > right.Metres;

    /// <summary>Shorter or equal.</summary>
    public static bool operator <=(Distance left, Distance right) => left.Metres <= right.Metres;

    /// <summary>Longer or equal.</summary>
    public static bool operator >=(Distance left, Distance right) => left.Metres >= right.Metres;
}
