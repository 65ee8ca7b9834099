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
        Command command = new("versions", "Lists the directory versions in the store, newest first; * is the one that is served, - one that never was.") { data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            await using Targets targets = Targets.Open(settings, time, to: null, parsed.GetValue(data));
            CurrentPointer pointer = await targets.Storage.CurrentAsync(cancellationToken);
            IReadOnlyList<StoredVersion> versions = await targets.Storage.ListAsync(cancellationToken);
            if (versions.Count == 0)
            {
                await output.WriteLineAsync("The store holds no version yet.");
            }

            foreach (StoredVersion version in versions)
            {
                char mark = version.Id == pointer.Id ? '*' : version.WasCurrent ? ' ' : '-';
                await output.WriteLineAsync(version.Manifest is not { } manifest
                    ? $"{mark} {version.Id.ToString(),-14} damaged: {version.Problem}"
                    : string.Create(CultureInfo.InvariantCulture,
                        $"{mark} {manifest.Version,-14} as of {DatesOf(manifest)}  {manifest.Facilities,7:N0} facilities  {manifest.Programs,7:N0} programs  from {string.Join(", ", manifest.Sources.Select(source => source.File))}"));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static string DatesOf(DirectoryManifest manifest) => manifest.AsOf == manifest.AsOfNewest
        ? string.Create(CultureInfo.InvariantCulture, $"{manifest.AsOf:yyyy-MM-dd}")
        : string.Create(CultureInfo.InvariantCulture, $"{manifest.AsOf:yyyy-MM-dd} to {manifest.AsOfNewest:yyyy-MM-dd}");
}
