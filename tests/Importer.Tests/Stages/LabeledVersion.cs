using Locator.Facilities;
using Locator.Versions;

namespace Importer.Tests.Stages;

/// <summary>A version, as far as identity goes.</summary>
internal sealed record LabeledVersion(IReadOnlyList<SiteIdentity> Sites, IReadOnlyList<Facility> Facilities, IReadOnlyDictionary<LabeledRow, RowIds> Rows)
{
    public static LabeledVersion None { get; } = new([], [], new Dictionary<LabeledRow, RowIds>());
}
