using System.Globalization;
using Locator.Facilities;
using Locator.Versions;

namespace Importer.Stages;

/// <summary>
/// Gives sites and programs their ids: those they have in the registry, else new ones. The same sites get the same ids
/// whatever the order of rows, and no id ever passes from one row to another that is alike in its key.
/// </summary>
/// <remarks>
/// A key that one row has now, and that has ever had one id, identifies the row whatever else it says. Of rows alike in
/// their key one keeps an id only if its fingerprint is the id's, one to one; every other row gets a new id, minted from key
/// and fingerprint: never from an ordinal, which would pass to another row when one goes. The decision and what it cannot
/// see: docs/decisions/0006-identity.md.
/// </remarks>
internal sealed class Identities
{
    private const int StemLength = 12, SuffixLength = 8;

    private readonly Dictionary<string, SiteIdentity> _sites;
    private readonly ILookup<string, SiteIdentity> _alike;
    private readonly HashSet<string> _held;
    private readonly HashSet<string> _stemsOfAlike;
    private readonly IReadOnlySet<string> _taken;
    private readonly Func<string, string> _mint;
    private readonly bool _isFirstVersion;

    /// <param name="registry">The ids given so far.</param>
    /// <param name="mint">How an id is made from a site key; <see cref="Mint"/> except in tests of collisions.</param>
    public Identities(IdentityRegistry registry, Func<string, string>? mint = null)
    {
        _sites = registry.Sites.ToDictionary(site => site.SiteKey, StringComparer.Ordinal);
        _alike = registry.Sites.Where(site => SiteKey.FamilyOf(site.SiteKey) != site.SiteKey)
            .ToLookup(site => SiteKey.FamilyOf(site.SiteKey), StringComparer.Ordinal);
        _held = registry.Sites.Select(site => site.FacilityId).ToHashSet(StringComparer.Ordinal);
        _stemsOfAlike = registry.TakenIds.Where(id => id.Length > SuffixLength && id[^(SuffixLength + 1)] == '-')
            .Select(id => id[..^(SuffixLength + 1)]).ToHashSet(StringComparer.Ordinal);
        _taken = registry.TakenIds;
        _mint = mint ?? Mint;
        _isFirstVersion = registry.Sites.Count == 0;
    }

    /// <summary>Every site ever seen, those of this import included, sorted by facility id.</summary>
    public IReadOnlyList<SiteIdentity> All => [.. _sites.Values.OrderBy(site => site.FacilityId, StringComparer.Ordinal)];

    /// <summary>The ids of all given sites, in the given order.</summary>
    /// <param name="sites">All sites of the version, or all that it does not take over.</param>
    /// <param name="takenOver">Ids of facilities without street that the version takes over as they are: they are rows too.</param>
    public IReadOnlyList<IdentifiedSite> Identify(IReadOnlyList<Site> sites, IReadOnlySet<string>? takenOver = null)
    {
        // By key, so that which of two colliding sites gets the suffix does not hang on the order of rows.
        Dictionary<Site, IdentifiedSite> identified = new(ReferenceEqualityComparer.Instance);
        foreach (IGrouping<string, Site> alike in sites.GroupBy(site => site.Key).OrderBy(alike => alike.Key, StringComparer.Ordinal))
        {
            Site[] ordered = InOrderOfContent([.. alike], site => site.Programs[0].Row);
            foreach ((Site site, string key) in ordered.Zip(KeysOf(alike.Key, ordered, takenOver)))
            {
                SiteIdentity known = _sites.GetValueOrDefault(key) ?? new SiteIdentity(key, NewId(key), []);
                IdentifiedSite result = WithPrograms(known, site);
                _sites[key] = result.Identity;
                identified.Add(site, result);
            }
        }

        return [.. sites.Select(site => identified[site])];
    }

    /// <summary>
    /// "f" and 60 bits of the key's digest; for a row that others are alike to, that of what they are alike in, and 40 bits
    /// of the digest of its own key. FROZEN like the key. Two among 20,000 sites collide once in some 10¹⁰ imports; then the
    /// second gets a number.
    /// </summary>
    public static string Mint(string siteKey)
    {
        string family = SiteKey.FamilyOf(siteKey);
        string stem = $"f{KeyDigest.Of(family, StemLength)}";
        return family == siteKey ? stem : $"{stem}-{KeyDigest.Of(siteKey, SuffixLength)}";
    }

    /// <summary>The keys of sites that are alike in theirs: known ones where they are recognized.</summary>
    private List<string> KeysOf(string key, Site[] sites, IReadOnlySet<string>? takenOver)
    {
        if (sites[0].Programs[0].Row.Street1 is not null)
        {
            // With a street the key has all rows that are alike in it.
            return [key];
        }

        List<SiteIdentity> known = [.. _alike[key]];
        if (_sites.GetValueOrDefault(key) is { } plain)
        {
            known.Add(plain);
        }

        // An id with a suffix tells that there once were rows alike, also in a version that was rolled back. What is taken over
        // is of another state, so it is not recognized by its fingerprint either.
        bool isAlone = sites.Length == 1
            && known.All(site => site.SiteKey == key && takenOver?.Contains(site.FacilityId) != true)
            && (_stemsOfAlike.Count == 0 || !_stemsOfAlike.Contains(_mint(key)));
        return isAlone ? [key] : AlikeKeys(
            key,
            known.Select(site => (site.SiteKey, site.Programs[0].Fingerprint)),
            sites.Select(site => Fingerprint.Of(site.Programs[0].Row)));
    }

    private string NewId(string siteKey)
    {
        // An id minted from this very key is this site's own even where the version that had it was rolled back; an id with
        // a number may have been another site's.
        string minted = _mint(siteKey), id = minted;
        for (int suffix = 2; _held.Contains(id) || (id != minted && _taken.Contains(id)); suffix++)
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{minted}-{suffix}");
        }

        _held.Add(id);
        return id;
    }

    /// <summary>The site with the ids and fingerprints of its programs.</summary>
    private IdentifiedSite WithPrograms(SiteIdentity site, Site rows)
    {
        if (site.Programs.Count == 0 && rows.Programs is [var only])
        {
            return WithOnlyProgram(site, only);
        }

        OrderedDictionary<string, ProgramIdentity> programs = new(
            site.Programs.Select(program => KeyValuePair.Create(program.Key, program)), StringComparer.Ordinal);
        HashSet<string> held = site.Programs.Select(program => program.ProgramId).ToHashSet(StringComparer.Ordinal);
        ILookup<string, ProgramIdentity> families = site.Programs
            .ToLookup(program => SiteKey.FamilyOfProgram(program.Key), StringComparer.Ordinal);
        Dictionary<CleanRow, string> keys = new(ReferenceEqualityComparer.Instance);
        Dictionary<ProgramType, int> seen = [];
        foreach (IGrouping<string, SiteProgram> alike in rows.Programs.GroupBy(program => program.Key).OrderBy(alike => alike.Key, StringComparer.Ordinal))
        {
            CleanRow[] ordered = InOrderOfContent([.. alike.Select(program => program.Row)], row => row);
            bool isAlone = ordered.Length == 1 && families[alike.Key].All(program => program.Key == alike.Key);
            IEnumerable<string> found = isAlone ? [alike.Key] : AlikeKeys(
                alike.Key,
                families[alike.Key].Select(program => (program.Key, program.Fingerprint)),
                ordered.Select(Fingerprint.Of));
            foreach ((CleanRow row, string key) in ordered.Zip(found))
            {
                string fingerprint = Fingerprint.Of(row);
                int ordinal = seen[row.Type] = seen.GetValueOrDefault(row.Type) + 1;

                // No store goes back behind its first version, so the numbers given there are never given to others. Later
                // ones would be, after a rollback: a number must follow from what the program is and says.
                int number = isAlone && _isFirstVersion ? ordinal : NumberOf(isAlone ? SiteKey.Alike(key, fingerprint, copy: 1) : key);
                string id = programs.GetValueOrDefault(key)?.ProgramId
                    ?? NewProgramId($"{site.FacilityId}-{Abbreviation(row.Type)}", number, held);
                programs[key] = new ProgramIdentity(key, id, fingerprint);
                keys.Add(row, key);
            }
        }

        SiteIdentity identity = site with { Programs = [.. programs.Values] };
        return new IdentifiedSite(
            new Site(site.SiteKey, [.. rows.Programs.Select(program => program with { Key = keys[program.Row] })]), identity);
    }

    /// <summary>The same for a new site of one program, as most sites of a first import are: there is nothing to tell it from.</summary>
    private IdentifiedSite WithOnlyProgram(SiteIdentity site, SiteProgram program)
    {
        string fingerprint = Fingerprint.Of(program.Row);
        int number = _isFirstVersion ? 1 : NumberOf(SiteKey.Alike(program.Key, fingerprint, copy: 1));
        string id = string.Create(CultureInfo.InvariantCulture, $"{site.FacilityId}-{Abbreviation(program.Row.Type)}{number}");
        return new IdentifiedSite(new Site(site.SiteKey, [program]), site with { Programs = [new ProgramIdentity(program.Key, id, fingerprint)] });
    }

    /// <summary>
    /// Which key each of some rows has that are alike in theirs: a known one with the row's fingerprint, each given once, else
    /// one that nobody ever had.
    /// </summary>
    /// <param name="key">What the rows are alike in.</param>
    /// <param name="known">All known keys of rows that are alike in it, with their fingerprints where there are any.</param>
    /// <param name="fingerprints">Of the rows.</param>
    private static List<string> AlikeKeys(
        string key, IEnumerable<(string Key, string? Fingerprint)> known, IEnumerable<string> fingerprints)
    {
        HashSet<string> used = known.Select(one => one.Key).ToHashSet(StringComparer.Ordinal);
        Dictionary<string, Queue<string>> recognized = known
            .Where(one => one.Fingerprint is not null)
            .GroupBy(one => one.Fingerprint!, one => one.Key, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => new Queue<string>(same.Order(StringComparer.Ordinal)), StringComparer.Ordinal);
        List<string> keys = [];
        foreach (string fingerprint in fingerprints)
        {
            if (recognized.TryGetValue(fingerprint, out Queue<string>? same) && same.TryDequeue(out string? recognizedKey))
            {
                keys.Add(recognizedKey);
                continue;
            }

            int copy = 1;
            while (!used.Add(SiteKey.Alike(key, fingerprint, copy)))
            {
                copy++;
            }

            keys.Add(SiteKey.Alike(key, fingerprint, copy));
        }

        return keys;
    }

    /// <summary>
    /// Nine digits of the digest of what a program is and says. FROZEN like the key. Two of a site collide once in some 10⁹;
    /// then the second gets the next number.
    /// </summary>
    private static int NumberOf(string key) => 100_000_000 + (int)(KeyDigest.BitsOf(key) % 900_000_000);

    private static string NewProgramId(string prefix, int number, HashSet<string> held)
    {
        string id;
        do
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{prefix}{number++}");
        }
        while (!held.Add(id));
        return id;
    }

    /// <summary>So that neither keys nor ids depend on the order of rows, only on what they say.</summary>
    private static T[] InOrderOfContent<T>(T[] rows, Func<T, CleanRow> rowOf) => rows.Length == 1 ? rows :
    [
        .. rows.OrderBy(item => rowOf(item).Content, StringComparer.Ordinal)
            .ThenBy(item => rowOf(item).Source.Source).ThenBy(item => rowOf(item).Source.Row),
    ];

    private static string Abbreviation(ProgramType type) => type switch
    {
        ProgramType.SubstanceUse => "su",
        ProgramType.MentalHealth => "mh",
        ProgramType.OpioidTreatmentProgram => "otp",
        ProgramType.HealthCenter => "hc",
        ProgramType.BuprenorphinePractitioner => "bup",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This program type has no abbreviation."),
    };
}
