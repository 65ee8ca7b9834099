using System.Text;
using System.Text.Json;
using Locator.Facilities;
using Locator.Geo;
using Locator.Testing;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Versions;

/// <summary>Lines of facts are hashed, so the bytes that are written for them never change.</summary>
public sealed class VersionFactsTests
{
    private static readonly Facility Full = Drafts.Facility("f1", "Clínica \"Hope\" <&> \\ 東京 \u2028 \U0001F600 \u007f") with
    {
        Address = new Address("1 Main St", "Suite 2", "Añasco", "PR", "00610", "Añasco", "72011"),
        Phones =
        [
            new Phone("main", "+14045550100", "12", "404-555-0100 ext. 12", ["f1-1", "f1-2"]),
            new Phone("hotline", "+18005554357", null, "800-555-HELP", []),
        ],
        Location = new Location(new GeoPoint(18.2825, -67.1402).OnGrid(), LocationPrecision.Zip),
        Programs =
        [
            .. ProgramTypes.All.Select((type, i) => new TreatmentProgram
            {
                Id = $"f1-{i}",
                Name = "Program",
                Type = type,
                Street2 = i == 0 ? null : "Floor 3",
                Codes = i == 1 ? [] : ["OIT", "OP"],
                OpenCategories = i == 2 ? ["TC", "X \"?\""] : null,
                Source = new SourceReference(i, 1 << (5 * i)),
            }),
        ],
    };

    public static TheoryData<Facility> Facilities =>
    [
        Full,
        Drafts.Facility("f2"),
        Full with { Address = new Address(null, null, "", "GA", "", null, null), Phones = [], Website = null, Location = null },
        Full with { Location = new Location(new GeoPoint(-14.3, 1e-7), LocationPrecision.Address) },
    ];

    [Theory]
    [MemberData(nameof(Facilities), DisableDiscoveryEnumeration = true)]
    public void A_facility_is_written_as_the_serializer_writes_it(Facility facility)
    {
        byte[] line = VersionFacts.LineOf(facility);
        Assert.Equal(Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(facility, VersionJson.Lines.Facility)), Encoding.UTF8.GetString(line));
        Assert.Equivalent(facility, VersionFacts.FacilityOf(line), strict: true);
    }

    [Fact]
    public void Every_facility_of_a_real_directory_is_written_as_the_serializer_writes_it() =>
        Assert.All(RealDirectory.National.Facilities, facility => Assert.True(
            JsonSerializer.SerializeToUtf8Bytes(facility, VersionJson.Lines.Facility).AsSpan().SequenceEqual(VersionFacts.LineOf(facility))));

    [Fact]
    public void An_identity_is_written_as_the_serializer_writes_it()
    {
        SiteIdentity site = new("a \"name\"\t1 main st\t30309", "f1", [new ProgramIdentity("su\tunit", "f1-su1", "0123456789ab"), new ProgramIdentity("mh\t", "f1-mh1")]);
        Assert.All((SiteIdentity[])[site, site with { Programs = [] }], identity => Assert.Equal(
            Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(identity, VersionJson.Lines.SiteIdentity)),
            Encoding.UTF8.GetString(VersionFacts.LineOf(identity))));
    }
}
