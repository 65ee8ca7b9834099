using System.Globalization;
using LocatorApi.Facilities;
using LocatorApi.Pages.Layout;

namespace LocatorApi.Pages.Facts;

/// <summary>Where a facility is and how old what is known of it is, in words.</summary>
internal static class Placed
{
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
