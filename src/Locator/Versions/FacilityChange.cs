using Locator.Facilities;

namespace Locator.Versions;

/// <summary>How a facility of one version differs from the same one of another.</summary>
/// <param name="Id">The facility's id.</param>
/// <param name="Kinds">Added or withdrawn, alone; else moved, changed or both.</param>
/// <param name="Parts">The parts of its facts that differ; empty where it was added or withdrawn.</param>
public sealed record FacilityChange(string Id, IReadOnlyList<ChangeKind> Kinds, IReadOnlyList<FacilityPart> Parts)
{
    /// <summary>
    /// How it differs, null where it does not. Compared are facts, not what is derived from them, and not where they were
    /// read: in another file, or in another row of it, the same facts stand as well.
    /// </summary>
    /// <param name="before">The facility as it was; null where the earlier version lacks it.</param>
    /// <param name="after">The facility as it is; null where the later version lacks it.</param>
    public static FacilityChange? Between(Facility? before, Facility? after)
    {
        if (before is null || after is null)
        {
            return (before ?? after) is not { } only ? null
                : new FacilityChange(only.Id, [before is null ? ChangeKind.Added : ChangeKind.Withdrawn], []);
        }

        (before, after) = (WithoutSources(before), WithoutSources(after));
        if (IsSame(before, after))
        {
            return null;
        }

        List<FacilityPart> parts = [];
        // Each part alone in a line of facts: how lines are written is what decides whether facts are the same.
        Facility blank = before with
        {
            Name = "", Address = new Address(null, null, "", "", "", null, null), Phones = [], Website = null, Location = null, Programs = [],
        };
        Compare(FacilityPart.Name, facility => blank with { Name = facility.Name });
        Compare(FacilityPart.Address, facility => blank with { Address = facility.Address });
        Compare(FacilityPart.Location, facility => blank with { Location = facility.Location });
        Compare(FacilityPart.Phones, facility => blank with { Phones = facility.Phones });
        Compare(FacilityPart.Website, facility => blank with { Website = facility.Website });
        Compare(FacilityPart.Programs, facility => blank with { Programs = facility.Programs });
        bool hasMoved = WithoutCounty(before) != WithoutCounty(after) || before.Location?.Point != after.Location?.Point;
        bool isOnlyPlace = parts.All(part => part is FacilityPart.Address or FacilityPart.Location);
        List<ChangeKind> kinds = hasMoved ? [ChangeKind.Moved] : [];
        if (!hasMoved || !isOnlyPlace)
        {
            kinds.Add(ChangeKind.Changed);
        }

        return new FacilityChange(before.Id, kinds, parts);

        void Compare(FacilityPart part, Func<Facility, Facility> alone)
        {
            if (!IsSame(alone(before), alone(after)))
            {
                parts.Add(part);
            }
        }
    }

    private static bool IsSame(Facility left, Facility right) => VersionFacts.LineOf(left).AsSpan().SequenceEqual(VersionFacts.LineOf(right));

    private static Facility WithoutSources(Facility facility) => facility with
    {
        Programs = [.. facility.Programs.Select(program => program with { Source = new SourceReference(0, 0) })],
    };

    private static Address WithoutCounty(Facility facility) => facility.Address with { County = null, CountyFips = null };
}

/// <summary>What became of a facility between two versions.</summary>
public enum ChangeKind
{
    /// <summary>The later version has it, the earlier one has not.</summary>
    Added,

    /// <summary>Its address (but for the county's name) or its point differs.</summary>
    Moved,

    /// <summary>Anything else of it differs.</summary>
    Changed,

    /// <summary>The earlier version has it, the later one has not.</summary>
    Withdrawn,
}

/// <summary>A part of a facility's facts.</summary>
public enum FacilityPart
{
    /// <summary>The site's name.</summary>
    Name,

    /// <summary>The postal address, the county included.</summary>
    Address,

    /// <summary>The point and what it stands for.</summary>
    Location,

    /// <summary>Telephone numbers.</summary>
    Phones,

    /// <summary>The website.</summary>
    Website,

    /// <summary>The programs: which there are, their names and what they state.</summary>
    Programs,
}
