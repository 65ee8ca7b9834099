using System.CommandLine;
using System.Globalization;
using Locator.Versions;
using Microsoft.Extensions.Configuration;

namespace Importer.Commands;

/// <summary><c>importer versions</c>: what the store holds.</summary>
internal static class VersionsCommand
{
    public static Command Create(IConfiguration settings, TimeProvider time)
    {
        Option<string?> data = Targets.DataOption();
        Command command = new("versions", "Lists the directory versions in the store, newest first; * is the one that is served.") { data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            await using Targets targets = Targets.Open(settings, time, to: null, parsed.GetValue(data));
            IDirectoryStore store = targets.Store;
            string? current = await store.CurrentAsync(cancellationToken);
            IReadOnlyList<DirectoryManifest> versions = await store.ListAsync(cancellationToken);
            if (versions.Count == 0)
            {
                await output.WriteLineAsync("The store holds no version yet.");
            }

            foreach (DirectoryManifest version in versions)
            {
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{(version.Version == current ? '*' : ' ')} {version.Version,-14} as of {version.AsOf:yyyy-MM-dd}  {version.Facilities,7:N0} facilities  {version.Programs,7:N0} programs  from {string.Join(", ", version.Sources.Select(source => source.File))}"));
            }

            return ExitCode.Done;
        });
        return command;
    }
}
