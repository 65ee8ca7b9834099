namespace LocatorApi.Pages.Searching;

/// <summary>What a card says of a facility whatever was asked, in one language.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its address on one line.</param>
/// <param name="ZipWhereInexact">Its ZIP Code where it stands somewhere in it; null where its point is its address's.</param>
/// <param name="Programs">Its programs, in the order of its document.</param>
/// <param name="Unknown">Facts of the site that nobody was asked.</param>
/// <param name="Parts">HTML that is the same for every search.</param>
public sealed record FacilityCard(
    string Name, string Address, string? ZipWhereInexact, IReadOnlyList<ProgramCard> Programs, IReadOnlyList<string> Unknown, CardParts Parts);

/// <summary>What a card says of a program whatever was asked.</summary>
/// <param name="Id">The program's id.</param>
/// <param name="Type">What kind of program it is, in words.</param>
/// <param name="Unknown">What the source never asked of it.</param>
/// <param name="Facts">HTML: its levels, payment and ages, and whom it refuses.</param>
public sealed record ProgramCard(string Id, string Type, IReadOnlyList<string> Unknown, ReadOnlyMemory<byte> Facts);

/// <summary>HTML of a card, UTF-8.</summary>
/// <param name="Phones">The numbers to call.</param>
/// <param name="Site">What the site states, and of when its entries are.</param>
/// <param name="Links">Directions and website.</param>
/// <param name="More">Everything that its entries state, to be opened.</param>
public sealed record CardParts(ReadOnlyMemory<byte> Phones, ReadOnlyMemory<byte> Site, ReadOnlyMemory<byte> Links, ReadOnlyMemory<byte> More);
