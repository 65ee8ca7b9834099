using System.CommandLine;
using Importer.Stages;
using Locator.Facilities;
using Locator.Places;
using Locator.Publishing;
using Locator.Versions;
using Microsoft.Extensions.Configuration;

namespace Importer.Commands;

/// <summary><c>importer import FILE…</c>: makes the files the current directory version.</summary>
internal static class ImportCommand
{
    public static Command Create(IConfiguration settings, TimeProvider time)
    {
        Argument<string[]> files = new("FILE")
        {
            Description = "Directory files: FindTreatment.gov exports (CSV, XLSX) or API pages (JSON), National Directory workbooks (XLSX) or their CSV. "
                + "Told apart by content; .gz is unpacked. All files together become one directory version.",
            Arity = ArgumentArity.OneOrMore,
        };
        // What follows FILE may be another FILE: a misspelt option would be taken for one.
        files.Validators.Add(result =>
        {
            foreach (string option in result.Tokens.Select(token => token.Value).Where(text => text.StartsWith('-')))
            {
                result.AddError($"There is no option {option}. (A file of that name is written ./{option}.)");
            }
        });
        Option<DateOnly?> asOf = new("--as-of")
        {
            Description = "The date that the data is of, YYYY-MM-DD. Default: the date the current version has for the same file, else a date in the file's name, else when the workbook was last saved, else today. A year alone is no date.",
            HelpName = "DATE",
            CustomParser = ImportArguments.Date,
        };
        Option<bool> dryRun = new("--dry-run") { Description = "Read and check everything, publish nothing." };
        Option<string?> report = new("--report")
        {
            Description = "Write everything that was not taken as it stood to this CSV file: file,row,field,problem,outcome,value.",
            HelpName = "FILE",
        };
        Option<double?> maxLeftOut = new("--max-left-out")
        {
            Description = "Refuse a file of which more than this share of rows is left out as damaged. Default: 2%.",
            HelpName = "PERCENT",
            CustomParser = ImportArguments.Share,
        };
        Option<ProgramType[]> include = new("--include")
        {
            Description = "Also import entries of this type: health-center or buprenorphine-practitioner. May be repeated.",
            HelpName = "TYPE",
            CustomParser = ImportArguments.Types,
        };
        Option<string[]> ignoreName = new("--ignore-name")
        {
            Description = "A service name or code that the vocabulary does not know is harmless: what the row does not state beside it stays a no. May be repeated.",
            HelpName = "NAME",
        };
        Option<string?> over = new Option<string?>("--base")
        {
            Description = "Take everything that the files do not replace over from this version: current. Needs --replace.",
            HelpName = "current",
        }.AcceptOnlyFromAmong("current");
        Option<string[]> replace = new("--replace")
        {
            Description = "What the files replace in the --base: a state, such as state=MA. May be repeated.",
            HelpName = "state=XX",
            CustomParser = ImportArguments.States,
        };
        Option<bool> acceptDrop = new("--accept-drop")
        {
            Description = "Publish although a source has fewer than 80 % of the programs that it has in the current version.",
        };
        Option<ProgramType?> type = new("--type")
        {
            Description = "The type of the entries that do not state theirs, such as mental-health or substance-use. Default: the only type of their file.",
            HelpName = "TYPE",
            CustomParser = ImportArguments.Type,
        };
        Option<bool> withoutServices = new("--without-services") { Description = "Take files that state no service of any program; the directory then says so." };
        Option<bool> allowOlder = new("--allow-older") { Description = "Publish although a file is older than what it replaces." };
        Option<string[]> to = Targets.ToOption();
        Option<string?> data = Targets.DataOption();

        Command command = new("import", """
            Loads directory files and makes them the current version, wholly or not at all.

            Rows of the same name, street and ZIP become one facility with several programs; what can be
            repaired is repaired, what cannot is left out, and everything of that kind is in the report.

            Examples:
              importer import FindTreament_Facility_listing_2026_11_20_101500.csv
              importer import National_Directory_SA_2025.xlsx National_Directory_MH_2025.xlsx --as-of 2025-06-30
              importer import listing.csv --dry-run --report issues.csv
              importer import massachusetts.csv --base current --replace state=MA
              importer import listing.csv --to postgis --to elasticsearch
            """)
        {
            files, asOf, dryRun, report, maxLeftOut, include, type, withoutServices, ignoreName, over, replace, acceptDrop, allowOlder, to, data,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(over) is null != result.GetResult(replace) is null)
            {
                result.AddError("--base and --replace belong together, such as --base current --replace state=MA.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ImportRequest request = new()
            {
                Files = parsed.GetRequiredValue(files),
                AsOf = parsed.GetValue(asOf),
                MaxLeftOut = parsed.GetValue(maxLeftOut) ?? ImportRequest.UsualMaxLeftOut,
                Type = parsed.GetValue(type),
                WithoutServices = parsed.GetValue(withoutServices),
                Types = ImportRequest.UsualTypes.Union(parsed.GetValue(include) ?? []).ToHashSet(),
                IgnoredNames = parsed.GetValue(ignoreName) ?? [],
            };
            TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.InvocationConfiguration.Error;
            await using Targets targets = Targets.Open(settings, time, parsed.GetValue(to), parsed.GetValue(data));
            IVersionStorage storage = targets.Storage;
            CurrentPointer pointer = await storage.CurrentAsync(cancellationToken);
            // Where the current version is damaged, the newest that can be read says what the directory was.
            DirectoryManifest? current = (await storage.ListAsync(cancellationToken))
                .Where(version => version is { WasCurrent: true, Manifest: not null })
                .OrderByDescending(version => version.Id == pointer.Id)
                .FirstOrDefault()?.Manifest;
            IdentityRegistry identities = await targets.Publisher.IdentitiesAsync(cancellationToken);
            HashSet<string> states = [.. parsed.GetValue(replace) ?? []];
            DirectoryVersion? before = null;
            if (parsed.GetValue(over) is not null)
            {
                before = pointer.Id is { } id
                    ? await storage.LoadAsync(id, cancellationToken)
                    : throw new ImportRefusedException("There is no current version yet that could be the base: import the whole directory first.");
                request = request with { Over = new PartialImport(before, states) };
            }

            if (pointer.Id is { } currentId && Fingerprint.AreMissing(identities))
            {
                identities = await WithFingerprintsAsync(identities, storage, before, currentId, cancellationToken);
            }

            DirectoryDraft draft;
            try
            {
                draft = await ReadingProgress.ShowAsync(error, request.Files, progress =>
                    new DirectoryImport(Gazetteer.Bundled, time).Draft(request, identities, current, progress, cancellationToken));
            }
            catch (ImportRefusedException refused) when (parsed.GetValue(report) is { } path)
            {
                // A refused file is when the report is needed most.
                WriteReport(path, refused.Issues);
                throw;
            }

            string? older = AgeGuard.MayRefuse(current, draft) && pointer.Id is { } replaced
                && (before ?? await LoadedAsync(storage, replaced, cancellationToken)) is { } whole
                ? AgeGuard.Refusal(whole, draft, before is null ? null : states)
                : null;
            string? drop;
            if (before is not null)
            {
                draft = request.Over!.Applied(draft);
                drop = DropGuard.Refusal(before, draft, states);
            }
            else
            {
                drop = DropGuard.Refusal(current, draft);
            }

            ImportSummary.Write(output, draft);
            if (parsed.GetValue(report) is { } reportPath)
            {
                WriteReport(reportPath, draft.Issues);
                await output.WriteLineAsync($"Report: {reportPath}");
            }

            if (drop is not null && !parsed.GetValue(acceptDrop))
            {
                throw new ImportRefusedException($"{drop} Nothing was published. If that is right, import with --accept-drop.", draft.Issues);
            }

            if (older is not null && !parsed.GetValue(allowOlder))
            {
                throw new ImportRefusedException($"{older} Nothing was published. If that is right, import with --allow-older.", draft.Issues);
            }

            if (parsed.GetValue(dryRun))
            {
                await output.WriteLineAsync("Dry run: nothing was published.");
                return ExitCode.Done;
            }

            PublishOutcome outcome = await targets.Publisher.PublishAsync(draft, cancellationToken);
            await output.WriteLineAsync(outcome.Result switch
            {
                PublishResult.Published => $"Published as version {outcome.Manifest.Version} in {targets.Place}",
                PublishResult.Unchanged => $"Unchanged: version {outcome.Manifest.Version} in {targets.Place} has the same content already",
                PublishResult.Returned => $"Version {outcome.Manifest.Version} in {targets.Place} has the same content and is current now",
                _ => throw new InvalidOperationException($"Unknown result {outcome.Result}."),
            });
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The identities with the fingerprints of the current version, of which an earlier importer kept none.</summary>
    private static async Task<IdentityRegistry> WithFingerprintsAsync(
        IdentityRegistry identities, IVersionReader store, DirectoryVersion? current, VersionId currentId, CancellationToken cancellationToken)
    {
        try
        {
            current ??= await store.LoadAsync(currentId, cancellationToken);
            return Fingerprint.FilledIn(identities, current.Facilities);
        }
        catch (Exception e) when (e is DamagedVersionException or VersionGoneException)
        {
            // Importing again mends the store. Rows that are alike in their key lose their ids: nothing tells whose they were.
            return identities;
        }
    }

    /// <summary>The version, or null where it is damaged: what cannot be read is not protected.</summary>
    private static async Task<DirectoryVersion?> LoadedAsync(IVersionReader store, VersionId id, CancellationToken cancellationToken)
    {
        try
        {
            return await store.LoadAsync(id, cancellationToken);
        }
        catch (Exception e) when (e is DamagedVersionException or VersionGoneException)
        {
            return null;
        }
    }

    /// <summary>Writes the report beside its place and renames it, so that nobody ever reads half of one.</summary>
    private static void WriteReport(string path, IReadOnlyList<ImportIssue> issues)
    {
        string unfinished = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (StreamWriter writer = new(unfinished))
            {
                ImportReport.Write(writer, issues);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
