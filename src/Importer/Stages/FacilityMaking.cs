using Locator.Facilities;
using Locator.Places;
using Locator.Versions;

namespace Importer.Stages;

/// <summary>Makes one facility of a site's rows.</summary>
internal static class FacilityMaking
{
    private static readonly string[] PhoneKinds = ["main", "intake", "hotline"];

    /// <summary>
    /// The facility: its own facts are those of the first row that has them; its city is the most frequent one, and a second
    /// address line is the programs' where they differ in it.
    /// </summary>
    public static Facility Make(Site site, SiteIdentity identity, Gazetteer gazetteer)
    {
        Dictionary<string, string> ids = new(identity.Programs.Count, StringComparer.Ordinal);
        foreach (ProgramIdentity program in identity.Programs)
        {
            ids.Add(program.Key, program.ProgramId);
        }

        CleanRow first = site.Programs[0].Row;
        bool isOneLine = site.Programs.Count == 1
            || site.Programs.Select(program => SiteKey.Normal(program.Row.Street2)).Distinct(StringComparer.Ordinal).Count() == 1;
        return new Facility
        {
            Id = identity.FacilityId,
            Name = SiteNames.Of(site),
            Address = AddressOf(site, gazetteer, isOneLine ? first.Street2 : null),
            Phones = PhonesOf(site, ids),
            Website = site.Programs.Select(program => program.Row.Website).FirstOrDefault(website => website is not null),
            Location = LocationOf(site, gazetteer),
            Programs =
            [
                .. site.Programs.Select(program => new TreatmentProgram
                {
                    Id = ids[program.Key],
                    Name = SiteNames.OfProgram(program.Row),
                    Type = program.Row.Type,
                    Street2 = isOneLine ? null : program.Row.Street2,
                    Codes = program.Row.Codes,
                    OpenCategories = program.Row.OpenCategories,
                    Source = program.Row.Source,
                }),
            ],
        };
    }

    private static Address AddressOf(Site site, Gazetteer gazetteer, string? street2)
    {
        CleanRow first = site.Programs[0].Row;
        ZipPlace? place = gazetteer.FindZip(first.Zip);
        string? stated = site.Programs.Select(program => program.Row.County).FirstOrDefault(county => county is not null);
        County? county = stated is not null ? gazetteer.FindCounty(first.State, stated) : null;

        // A ZIP's county is only the county of an address in the ZIP's own state.
        bool zipCounts = stated is null && place?.State == first.State;
        return new Address(
            first.Street1,
            street2,
            CityOf(site),
            first.State,
            first.Zip,
            county?.Name ?? stated ?? (zipCounts ? place!.County : null),
            county?.Fips ?? (zipCounts ? place!.CountyFips : null));
    }

    /// <summary>The most frequent city of the rows, the first of several; those of another state do not count.</summary>
    private static string CityOf(Site site) => site.Programs.Count == 1 ? site.Programs[0].Row.City : site.Programs.Select(program => program.Row)
        .Where(row => row.State == site.Programs[0].Row.State)
        .GroupBy(row => SiteKey.Normal(row.City), row => row.City, StringComparer.Ordinal)
        .MaxBy(same => same.Count())!.First();

    private static Location? LocationOf(Site site, Gazetteer gazetteer)
    {
        CleanRow first = site.Programs[0].Row;
        return site.Programs.Select(program => program.Row.Point).FirstOrDefault(point => point is not null) is { } point
            ? new Location(point.OnGrid(), LocationPrecision.Address)
            : gazetteer.FindZip(first.Zip)?.Point is { } zip ? new Location(zip.OnGrid(), LocationPrecision.Zip)
            : null;
    }

    /// <summary>
    /// One entry a number and extension. A vanity form is shown where any row gives one: the digits stay in the number, so
    /// nothing is lost, and it is what the facility has on its door.
    /// </summary>
    private static Phone[] PhonesOf(Site site, Dictionary<string, string> ids) => site.Programs is [{ Row.Phones: [var only] } program]
        ? [new Phone(only.Kind, only.Number, only.Extension, only.Display, [ids[program.Key]])]
        :
    [
        .. site.Programs
            .SelectMany(program => program.Row.Phones.Select(phone => (Phone: phone, Program: ids[program.Key])))
            .GroupBy(given => (given.Phone.Number, given.Phone.Extension))
            .Select(same => new Phone(
                PhoneKinds.First(kind => same.Any(given => given.Phone.Kind == kind)),
                same.Key.Number,
                same.Key.Extension,
                (same.FirstOrDefault(given => given.Phone.IsVanity) is { Phone: not null } vanity ? vanity : same.First()).Phone.Display,
                [.. same.Select(given => given.Program).Distinct(StringComparer.Ordinal)])),
    ];
}
