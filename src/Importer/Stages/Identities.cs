using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Locator.Facilities;
using Locator.Versions;

namespace Importer.Stages;

/// <summary>
/// Gives sites and programs their ids: those they have in the registry, else new ones. The same sites get the same ids
/// whatever the order of rows, and no id ever passes from one site or program to another.
/// </summary>
internal sealed class Identities
{
    private readonly Dictionary<string, SiteIdentity> _sites;
    private readonly HashSet<string> _held;
    private readonly IReadOnlySet<string> _taken;
    private readonly Func<string, string> _mint;

    /// <param name="registry">The ids given so far.</param>
    /// <param name="mint">How an id is made from a site key; <see cref="Mint"/> except in tests of collisions.</param>
    public Identities(IdentityRegistry registry, Func<string, string>? mint = null)
    {
        _sites = registry.Sites.ToDictionary(site => site.SiteKey, StringComparer.Ordinal);
        _held = registry.Sites.Select(site => site.FacilityId).ToHashSet(StringComparer.Ordinal);
        _taken = registry.TakenIds;
        _mint = mint ?? Mint;
    }

    /// <summary>Every site ever seen, those of this import included, sorted by facility id.</summary>
    public IReadOnlyList<SiteIdentity> All => [.. _sites.Values.OrderBy(site => site.FacilityId, StringComparer.Ordinal)];

    /// <summary>The ids of all given sites, by site key.</summary>
    public IReadOnlyDictionary<string, SiteIdentity> Identify(IEnumerable<Site> sites)
    {
        // By key, so that which of two colliding sites gets the suffix does not hang on the order of rows.
        Dictionary<string, SiteIdentity> identified = [];
        foreach (Site site in sites.OrderBy(site => site.Key, StringComparer.Ordinal))
        {
            SiteIdentity known = _sites.GetValueOrDefault(site.Key) ?? new SiteIdentity(site.Key, NewId(site.Key), []);
            _sites[site.Key] = identified[site.Key] = known with { Programs = WithNew(known, site.Programs) };
        }

        return identified;
    }

    /// <summary>
    /// "f" and 60 bits of the key's SHA-256 in lower-case Crockford base 32 (no i, l, o, u: nothing to misread, no words).
    /// FROZEN like the key. Two among 20,000 sites collide once in some 10¹⁰ imports; then the second gets a suffix.
    /// </summary>
    public static string Mint(string siteKey)
    {
        const string alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(siteKey));
        ulong bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(hash);
        return string.Create(13, bits, static (id, bits) =>
        {
            id[0] = 'f';
            for (int i = 1; i < id.Length; i++)
            {
                id[i] = alphabet[(int)(bits >> (64 - (5 * i))) & 31];
            }
        });
    }

    private string NewId(string siteKey)
    {
        // An id minted from this very key is this site's own even where the version that had it was rolled back; an id with
        // a suffix may have been another site's.
        string minted = _mint(siteKey), id = minted;
        for (int suffix = 2; _held.Contains(id) || (id != minted && _taken.Contains(id)); suffix++)
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{minted}-{suffix}");
        }

        _held.Add(id);
        return id;
    }

    private static List<ProgramIdentity> WithNew(SiteIdentity site, IEnumerable<SiteProgram> programs)
    {
        List<ProgramIdentity> all = [.. site.Programs];
        HashSet<string> known = all.Select(program => program.Key).ToHashSet(StringComparer.Ordinal);
        foreach (SiteProgram program in programs.OrderBy(program => program.Key, StringComparer.Ordinal))
        {
            if (known.Add(program.Key))
            {
                // One above the highest ever given, those of withdrawn programs included.
                string prefix = $"{site.FacilityId}-{Abbreviation(program.Row.Type)}";
                int last = all.Where(other => other.ProgramId.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(other => int.Parse(other.ProgramId.AsSpan(prefix.Length), CultureInfo.InvariantCulture))
                    .DefaultIfEmpty().Max();
                all.Add(new ProgramIdentity(program.Key, string.Create(CultureInfo.InvariantCulture, $"{prefix}{last + 1}")));
            }
        }

        return all;
    }

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
