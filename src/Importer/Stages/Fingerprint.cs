using System.Buffers;
using System.Text;
using Locator.Facilities;
using Locator.Text;
using Locator.Versions;

namespace Importer.Stages;

/// <summary>
/// What tells rows apart that are alike in their key: a digest of what the source says beyond it. FROZEN like the key: a
/// change here gives new ids to all rows that are alike. Golden tests hold it in place.
/// </summary>
/// <remarks>
/// Made only of facts that a version keeps of each program, so that it can be made of a version of before fingerprints were
/// kept: service codes and telephone numbers (not how they are written, nor of which kind). A row without street is a site
/// of its own, so its second street line, city, state and website are told by its program too; of rows at one street a
/// version keeps these only for the site. County and point may come from the table of ZIPs and count nowhere.
/// </remarks>
internal static class Fingerprint
{
    [ThreadStatic]
    private static StringBuilder? _facts;

    /// <summary>Of a row.</summary>
    public static string Of(CleanRow row) => row is { Street1: not null, Phones: [{ Extension: null } only] }
        ? Of(row.Codes, [only.Number], [])
        : Of(
        row.Codes,
        row.Phones.Select(phone => (phone.Number, phone.Extension)),
        row.Street1 is null ? [SiteKey.Normal(row.Street2), SiteKey.Normal(row.City), row.State, row.Website] : []);

    /// <summary>Of a program as a version keeps it: the same as that of the row it was made of.</summary>
    public static string Of(Facility facility, TreatmentProgram program) => Of(
        program.Codes,
        facility.Phones.Where(phone => phone.Programs.Contains(program.Id)).Select(phone => (phone.Number, phone.Extension)),
        facility.Address is { Street1: null } address
            ? [SiteKey.Normal(address.Street2), SiteKey.Normal(address.City), address.State, facility.Website]
            : []);

    /// <summary>Whether the identities are those of a version that was made before fingerprints were kept.</summary>
    /// <remarks>
    /// One is enough to know better: an import fills in all of its version, and what it leaves unknown had been withdrawn before.
    /// </remarks>
    public static bool AreMissing(IdentityRegistry identities) =>
        identities.Sites.Count > 0 && !identities.Sites.Any(site => site.Programs.Any(program => program.Fingerprint is not null));

    /// <summary>The identities with the fingerprints of the programs of the version that they are of.</summary>
    public static IdentityRegistry FilledIn(IdentityRegistry identities, IEnumerable<Facility> facilities)
    {
        Dictionary<string, string> fingerprints = facilities
            .SelectMany(facility => facility.Programs.Select(program => (program.Id, Fingerprint: Of(facility, program))))
            .ToDictionary(program => program.Id, program => program.Fingerprint, StringComparer.Ordinal);
        return identities with
        {
            Sites =
            [
                .. identities.Sites.Select(site => site with
                {
                    Programs =
                    [
                        .. site.Programs.Select(program =>
                            program with { Fingerprint = program.Fingerprint ?? fingerprints.GetValueOrDefault(program.ProgramId) }),
                    ],
                }),
            ],
        };
    }

    private static string Of(IReadOnlyList<string> codes, IEnumerable<(string Number, string? Extension)> phones, string?[] site)
    {
        string[] numbers =
        [
            .. phones.Select(phone => phone.Extension is null ? phone.Number : $"{phone.Number}x{phone.Extension}")
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        return Of(codes, numbers, site);
    }

    private static string Of(IReadOnlyList<string> codes, string[] numbers, string?[] site)
    {
        StringBuilder facts = _facts ??= new StringBuilder(4096);
        facts.Clear();
        facts.AppendJoin(' ', TextSpan.Of(codes)).Append('\t').AppendJoin(' ', (ReadOnlySpan<string?>)numbers);
        foreach (string? fact in site)
        {
            facts.Append('\t').Append(fact);
        }

        char[] text = ArrayPool<char>.Shared.Rent(facts.Length);
        facts.CopyTo(0, text, facts.Length);
        string fingerprint = KeyDigest.Of(text.AsSpan(0, facts.Length), KeyDigest.Longest);
        ArrayPool<char>.Shared.Return(text);
        return fingerprint;
    }
}
