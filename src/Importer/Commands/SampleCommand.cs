using System.CommandLine;
using System.Globalization;
using Importer.Stages;
using Locator.Places;
using Locator.Publishing;
using Locator.Versions;

namespace Importer.Commands;

/// <summary><c>importer sample</c>: builds the sample directory that the library carries. For those who change it.</summary>
internal static class SampleCommand
{
    /// <summary>The date of the invented data: fixed, so that the same file always gives the same sample.</summary>
    private static readonly DateOnly AsOf = new(2026, 11, 1);

    public static Command Create()
    {
        Option<string> from = new("--from")
        {
            Description = "The invented facilities, as a FindTreatment.gov export.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "src/Importer/Sample/sample-directory.csv",
        };
        Option<string> to = new("--to")
        {
            Description = "Folder for manifest.json and facilities.ndjson.gz.",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => "src/Locator/Versions/Sample",
        };
        Command command = new("sample", """
            Builds the sample directory of invented facilities that ships inside the library.

            Run it in the root of a checkout after changing the sample's file, the vocabulary or the ZIP table.
            """)
        {
            from, to,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ImportRequest request = new()
            {
                Files = [parsed.GetRequiredValue(from)],
                AsOf = AsOf,
                MaxLeftOut = 0,
                Kind = DirectoryKind.Sample,
            };
            DirectoryDraft draft = new DirectoryImport(Gazetteer.Bundled, TimeProvider.System)
                .Draft(request, IdentityRegistry.Empty, current: null, progress: null, cancellationToken);
            TextWriter output = parsed.InvocationConfiguration.Output;
            ImportSummary.Write(output, draft);
            string folder = parsed.GetRequiredValue(to);
            await SampleDirectory.WriteAsync(folder, [.. draft.Sources.Select(Invented)], draft.Facilities, cancellationToken);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Written to {folder}; build the library to take it in."));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Nobody is to be named for what nobody said.</summary>
    private static ManifestSource Invented(ManifestSource source) =>
        source with { Name = "Invented sample", Attribution = "Invented sample", License = "MIT" };
}
