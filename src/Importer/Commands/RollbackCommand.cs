using System.CommandLine;
using Locator.Versions;
using Microsoft.Extensions.Configuration;

namespace Importer.Commands;

/// <summary><c>importer rollback VERSION</c>: makes a kept version current again.</summary>
internal static class RollbackCommand
{
    public static Command Create(IConfiguration settings, TimeProvider time)
    {
        Argument<string> version = new("VERSION") { Description = "Id of a kept version, such as 2026-11-20.1; importer versions lists them." };
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
            DirectoryManifest manifest =
                await targets.Store.MakeCurrentAsync(parsed.GetRequiredValue(version), targets.Indexes, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"Version {manifest.Version} is current in {targets.Place}.");
            return ExitCode.Done;
        });
        return command;
    }
}
