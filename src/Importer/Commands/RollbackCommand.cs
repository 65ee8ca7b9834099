using System.CommandLine;
using Locator.Versions;
using Microsoft.Extensions.Configuration;

namespace Importer.Commands;

/// <summary><c>importer rollback VERSION</c>: makes a kept version current again.</summary>
internal static class RollbackCommand
{
    public static Command Create(IConfiguration settings, TimeProvider time)
    {
        Argument<VersionId> version = new("VERSION")
        {
            Description = "Id of a kept version, such as 2026-11-20.1; importer versions lists them.",
            CustomParser = result =>
            {
                if (VersionId.TryParse(result.Tokens[0].Value, out VersionId id))
                {
                    return id;
                }

                result.AddError($"{result.Tokens[0].Value} is not the id of a version; importer versions lists them.");
                return default;
            },
        };
        Option<string[]> to = Targets.ToOption();
        Option<string?> data = Targets.DataOption();
        Command command = new("rollback", """
            Makes a kept version the current one again: in every index first, then in the store.

            A version that an index no longer holds is built there again.
            """)
        {
            version, to, data,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using Targets targets = Targets.Open(settings, time, parsed.GetValue(to), parsed.GetValue(data));
            DirectoryManifest manifest = await targets.Publisher.MakeCurrentAsync(parsed.GetRequiredValue(version), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"Version {manifest.Version} is current in {targets.Place}.");
            return ExitCode.Done;
        });
        return command;
    }
}
