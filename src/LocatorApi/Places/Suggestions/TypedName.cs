using Locator.Places;
using Locator.Text;

namespace LocatorApi.Places.Suggestions;

/// <summary>A name that was typed.</summary>
/// <param name="Name">The name.</param>
/// <param name="IsWhole">Whether it was typed to its end: something stands behind it.</param>
/// <param name="Areas">Folded beginnings of its county or state, as far as they were typed.</param>
internal sealed record TypedName(string Name, bool IsWhole, IReadOnlyList<string> Areas)
{
    /// <summary>The folded name.</summary>
    public string Folded { get; } = CityPlace.Fold(Name);

    /// <summary>Whether a state or county of something fits what was typed of it. A whole state is no beginning of a county.</summary>
    public bool IsIn(string state, IEnumerable<County> counties)
    {
        State? known = State.Find(state);
        return Areas.All(area => State.FindByName(area) is { } whole
            ? whole.Code == state
            : (known is not null && CityPlace.Fold(known.Name).StartsWith(area, StringComparison.Ordinal))
                || state.StartsWith(area, StringComparison.OrdinalIgnoreCase)
                || counties.Any(county => CityPlace.Fold(county.FullName).StartsWith(area, StringComparison.Ordinal)));
    }

    /// <summary>How near a folded name is to it; null where it is not.</summary>
    public Nearness? NearnessOf(string name) =>
        name == Folded ? Nearness.Whole
        : !IsWhole && name.StartsWith(Folded, StringComparison.Ordinal) ? Nearness.Beginning
        : OneSlip.IsForgivenIn(Folded) && (IsWhole ? OneSlip.IsWithin(name, Folded) : OneSlip.Begins(name, Folded)) ? Nearness.Slip
        : null;
}
