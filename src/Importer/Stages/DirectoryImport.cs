using System.Globalization;
using System.Security.Cryptography;
using Importer.Sources;
using Locator.Facilities;
using Locator.Places;
using Locator.Publishing;
using Locator.Text;
using Locator.Versions;

namespace Importer.Stages;

/// <summary>What an import is asked to do.</summary>
internal sealed record ImportRequest
{
    /// <summary>The paths, in the order in which their facts count.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The date of the data; null: found file by file (<see cref="SourceDate"/>).</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>The largest share of a file's rows (0 to 1) that may be left out for damage.</summary>
    public double MaxLeftOut { get; init; } = UsualMaxLeftOut;

    /// <summary>The types of entries that are imported.</summary>
    public IReadOnlySet<ProgramType> Types { get; init; } = UsualTypes;

    /// <summary>The type of the entries that do not state theirs; null: their file's only one.</summary>
    public ProgramType? Type { get; init; }

    /// <summary>Whether files that state no service of any program are taken.</summary>
    public bool WithoutServices { get; init; }

    /// <summary>Service names and codes that the vocabulary does not know and that are declared harmless: nothing becomes unknown by them.</summary>
    public IReadOnlyList<string> IgnoredNames { get; init; } = [];

    /// <summary>What the files are put over; null: they are the whole directory.</summary>
    public PartialImport? Over { get; init; }

    /// <summary>Public, except when the bundled sample is built.</summary>
    public DirectoryKind Kind { get; init; } = DirectoryKind.Public;

    /// <summary>Two in a hundred: real files have five damaged rows in 20,524 or none at all.</summary>
    public const double UsualMaxLeftOut = 0.02;

    /// <summary>Treatment programs; health centers and single practitioners only on request.</summary>
    public static IReadOnlySet<ProgramType> UsualTypes { get; } =
        new HashSet<ProgramType> { ProgramType.SubstanceUse, ProgramType.MentalHealth, ProgramType.OpioidTreatmentProgram };
}

/// <summary>Files that must not become a directory version. The message is a sentence for the operator.</summary>
/// <param name="message">Which file and why.</param>
/// <param name="issues">What was found up to there, for the report.</param>
internal sealed class ImportRefusedException(string message, IReadOnlyList<ImportIssue>? issues = null) : Exception(message)
{
    /// <summary>What was found up to there.</summary>
    public IReadOnlyList<ImportIssue> Issues { get; } = issues ?? [];
}

/// <summary>From files to a draft of a directory version: read, clean, group, identify.</summary>
internal sealed class DirectoryImport(Gazetteer gazetteer, TimeProvider time)
{
    /// <summary>Makes the draft. Nothing is published and nothing written.</summary>
    /// <param name="request">What to import and how.</param>
    /// <param name="identities">The ids given so far.</param>
    /// <param name="current">The manifest of the current version, or null when there is none.</param>
    /// <param name="progress">Told the rows read so far of the file with that index.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <exception cref="UnreadableSourceException">A file is no directory, or ends or breaks in the middle.</exception>
    /// <exception cref="ImportRefusedException">A file has no programs, or too many damaged rows, or is given twice.</exception>
    public DirectoryDraft Draft(
        ImportRequest request,
        IdentityRegistry identities,
        DirectoryManifest? current,
        IProgress<(int File, int Rows)>? progress,
        CancellationToken cancellationToken)
    {
        DateOnly today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        List<ImportIssue> issues = [];
        List<CleanRow> rows = [];
        List<ManifestSource> sources = [];
        Dictionary<string, string> fileOfHash = new(StringComparer.Ordinal);
        Dictionary<string, int> indexOfFile = new(StringComparer.Ordinal);
        Dictionary<string, DateOnly> datesBefore = SourceDate.DatesOf(current);
        PointCleaning points = new(gazetteer);
        HashSet<string> ignoredNames = [.. request.IgnoredNames.Select(UnknownServices.NameOf)];
        HashSet<int> withoutCodes = [];
        List<(string File, int TotalPages)> pages = [];
        HashSet<int> parts = [];
        foreach (string path in request.Files)
        {
            string file = SourceText.Of(Path.GetFileName(path), out bool isNameRepaired) ?? "file";
            try
            {
                string sha256 = HashOf(path);
                if (!fileOfHash.TryAdd(sha256, file))
                {
                    throw new ImportRefusedException($"{file} is the same file as {fileOfHash[sha256]}: give each file once.");
                }

                if (!indexOfFile.TryAdd(file, sources.Count))
                {
                    throw new ImportRefusedException($"Two different files are called {file}; the report could not tell them apart. Rename one.");
                }

                if (isNameRepaired)
                {
                    issues.Add(new ImportIssue(file, null, "file", RowCleaning.NoText, ImportOutcome.Repaired, null));
                }

                IDirectorySource source = DirectorySources.Open(path, isTypeGiven: request.Type is not null);
                (DateOnly asOf, string? remark) = SourceDate.Of(file, sha256, request.AsOf, datesBefore, source.SavedOn, today);
                if (remark is not null)
                {
                    issues.Add(new ImportIssue(file, null, "as-of", remark, ImportOutcome.Marked,
                        asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
                }

                RowCleaning cleaning = new(file, sources.Count, gazetteer, points, request.Types, issues.Add, ignoredNames);
                int before = rows.Count;
                TypeOfRows types = new(request.Type);
                foreach (SourceRow row in types.Of(source.Read(cancellationToken)))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (cleaning.Clean(row) is { } clean)
                    {
                        rows.Add(clean);
                    }

                    progress?.Report((sources.Count, cleaning.Read));
                }

                cleaning.Finish(source.UnknownNames, source.RepairedNames, source.Remarks.Concat(types.Remarks()));
                RefuseUnfit(file, cleaning, request.MaxLeftOut, issues);
                bool hasServices = rows.Skip(before).Any(row => row.Codes.Count > 0);
                if (!hasServices && !source.IsPage && !request.WithoutServices)
                {
                    throw new ImportRefusedException(WithoutServices(file, source.Codes is { Count: > 0 }, rows.Count - before), issues);
                }

                if (source.IsPage)
                {
                    parts.Add(sources.Count);
                }

                if (source.TotalPages is { } totalPages)
                {
                    pages.Add((file, totalPages));
                }

                if (source.Codes is null && (hasServices || source.IsPage))
                {
                    withoutCodes.Add(sources.Count);
                }

                sources.Add(new ManifestSource
                {
                    Name = source.Name,
                    File = file,
                    FileSha256 = sha256,
                    AsOf = asOf,
                    License = source.License,
                    Attribution = source.Attribution,
                    Codes = hasServices ? source.Codes ?? [] : [],
                    Read = cleaning.Read,
                    Programs = rows.Count - before,
                    LeftOut = cleaning.LeftOut,
                    WithoutServices = hasServices || source.IsPage ? null : true,
                });
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UnreadableSourceException($"{file} cannot be read: {e.Message}", e);
            }
        }

        // A page may happen to hold only programs without services, a directory may not.
        if (parts.Count > 0 && !rows.Any(row => row.Codes.Count > 0 && parts.Contains(row.Source.Source)))
        {
            if (!request.WithoutServices)
            {
                throw new ImportRefusedException(
                    WithoutServices(sources[parts.Min()].File, hasCodes: false, rows.Count(row => parts.Contains(row.Source.Source))), issues);
            }

            sources = [.. sources.Select((source, index) => parts.Contains(index) ? source with { WithoutServices = true } : source)];
        }

        // One page of hundreds looks like a small, whole directory.
        issues.AddRange(pages.Where(page => page.TotalPages > pages.Count).Select(page => new ImportIssue(
            page.File, null, "totalPages", "The file is one of several pages, and not all of them were given", ImportOutcome.Marked,
            string.Create(CultureInfo.InvariantCulture, $"{pages.Count} of {page.TotalPages} pages"))));

        IReadOnlyList<Site> sites = SiteGrouping.Group(rows);
        if (request.Over is { } over)
        {
            issues.AddRange(over.Outside(sites, sources));
            sites = over.Inside(sites);
        }

        Identities ids = new(identities);
        List<Facility> facilities = new(sites.Count);
        foreach ((Site site, SiteIdentity identity) in ids.Identify(sites, request.Over?.TakenOver))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Facility facility = FacilityMaking.Make(site, identity, gazetteer);
            facilities.Add(facility);
            SourceReference first = site.Programs[0].Row.Source;
            if (facility.Location is null)
            {
                issues.Add(new ImportIssue(sources[first.Source].File, first.Row, "latitude",
                    "Neither coordinates nor ZIP give a point: the facility is found by state and name only", ImportOutcome.Marked, null));
            }

            foreach (CleanRow row in site.Programs.Select(program => program.Row))
            {
                if (SiteKey.Normal(row.City) != SiteKey.Normal(facility.Address.City))
                {
                    issues.Add(new ImportIssue(sources[row.Source.Source].File, row.Source.Row, "city",
                        "Other rows of the same name, street and ZIP name another city, which is shown", ImportOutcome.Marked,
                        $"{row.City}; shown is {facility.Address.City}"));
                }
            }

            if (facility.Address is { County: { } county, CountyFips: null })
            {
                issues.Add(new ImportIssue(sources[first.Source].File, first.Row, "county",
                    "The county is not in the table of counties", ImportOutcome.Marked, county));
            }
        }

        return new DirectoryDraft(request.Kind, WithCodes(sources, withoutCodes, rows), facilities, ids.All,
            [.. issues.OrderBy(issue => issue.Problem != UnknownServices.Often).ThenBy(issue => indexOfFile[issue.File]).ThenBy(issue => issue.Row ?? 0)]);
    }

    private static string WithoutServices(string file, bool hasCodes, int programs) => string.Create(CultureInfo.InvariantCulture,
        $"{file} states no service of any of its {programs:N0} programs: it has {(hasCodes
            ? "service codes, but none with 1, TRUE, Y, Yes or X in any row" : "no service codes")}. Nobody would know what they offer. If there is nothing to know, import it with --without-services.");

    private static void RefuseUnfit(string file, RowCleaning cleaning, double maxLeftOut, List<ImportIssue> issues)
    {
        if (cleaning.Read == 0)
        {
            throw new ImportRefusedException($"{file} has no rows.");
        }

        if (cleaning.FirstDamage is { } first && cleaning.LeftOutForDamage > maxLeftOut * cleaning.Read)
        {
            throw new ImportRefusedException(string.Create(CultureInfo.InvariantCulture,
                $"{file}: {cleaning.LeftOutForDamage} of {cleaning.Read} rows would be left out as damaged, more than the {maxLeftOut * 100:0.##} % that --max-left-out allows. The first is row {first.Row}: {first.Problem}."), issues);
        }

        if (cleaning.LeftOut == cleaning.Read)
        {
            throw new ImportRefusedException(
                $"{file}: none of its {cleaning.Read} rows is a treatment program of a type that was asked for.", issues);
        }
    }

    /// <summary>A file that lists no codes can state what occurs in it or in another file of the same directory.</summary>
    private static ManifestSource[] WithCodes(
        List<ManifestSource> sources, HashSet<int> withoutCodes, List<CleanRow> rows)
    {
        // Once for each directory, not for each of what may be hundreds of pages of it.
        HashSet<string> directories = [.. withoutCodes.Select(index => sources[index].Name)];
        Dictionary<string, HashSet<string>> codesOf = directories.ToDictionary(name => name, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (CleanRow row in rows)
        {
            if (codesOf.TryGetValue(sources[row.Source.Source].Name, out HashSet<string>? codes))
            {
                foreach (string code in TextSpan.Of(row.Codes))
                {
                    codes.Add(code);
                }
            }
        }

        Dictionary<string, string[]> occurring = codesOf.ToDictionary(
            directory => directory.Key, directory => directory.Value.Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
        return
        [
            .. sources.Select((source, index) => !withoutCodes.Contains(index) ? source : source with { Codes = occurring[source.Name] }),
        ];
    }

    private static string HashOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
