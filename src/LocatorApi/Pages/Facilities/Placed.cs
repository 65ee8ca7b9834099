using System.Globalization;
using LocatorApi.Facilities;
using LocatorApi.Pages.Searching;

namespace LocatorApi.Pages.Facilities;

/// <summary>Where a facility is and how old what is known of it is, in words.</summary>
internal static class Placed
{
    /// <summary>
    /// The distance in whole miles: an origin stands for a whole ZIP Code, and more would pretend to know better. Empty without a distance.
    /// </summary>
    public static string Distance(ListedPlace place, PageTexts t)
    {
        string about = place.Result.DistanceMiles switch
        {
            null => "",
            < 1 => t["card.under-a-mile"],
            { } miles => t.Count("card.miles", (int)Math.Round(miles, MidpointRounding.AwayFromZero)),
        };
        return place.Facts.Location is { Precision: "zip" } or null
            ? string.Join(" ", t.Format("card.in-zip", place.Facts.Address.Zip), about)
            : about;
    }

    /// <summary>The address on one line.</summary>
    public static string Address(FacilityAddress address) => string.Join(", ",
        new[] { address.Street1, address.Street2, address.City, $"{address.State} {address.Zip}" }.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>Of when the facility's entries are: the oldest and the newest.</summary>
    public static string Age(FacilityFacts facts, PageTexts t)
    {
        DateOnly oldest = facts.Programs.Min(program => program.Source.AsOf), newest = facts.Programs.Max(program => program.Source.AsOf);
        string first = t.Month(oldest), last = t.Month(newest);
        return first == last ? t.Format("card.as-of", first) : t.Format("card.as-of-two", first, last);
    }

    /// <summary>Directions to the facility: it names where to, never where from.</summary>
    public static string Directions(FacilityFacts facts) =>
        "https://www.google.com/maps/dir/?api=1&destination=" + Uri.EscapeDataString(facts.Location is { Precision: "address" } location
            ? string.Create(CultureInfo.InvariantCulture, $"{location.Lat},{location.Lon}")
            : Address(facts.Address));
}
