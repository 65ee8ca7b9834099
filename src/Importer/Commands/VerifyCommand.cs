using System.CommandLine;
using Locator.Versions;
using Microsoft.Extensions.Configuration;

namespace Importer.Commands;

/// <summary><c>importer verify</c>: compares the store with its own manifests.</summary>
internal static class VerifyCommand
{
    public static Command Create(IConfiguration settings, TimeProvider time)
    {
        Option<string?> data = Targets.DataOption();
        Command command = new("verify", "Reads every version in the store from end to end and compares it with its manifest. Exit code 3 when one is damaged.") { data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            await using Targets targets = Targets.Open(settings, time, to: null, parsed.GetValue(data));
            IReadOnlyList<(VersionId Version, string? Problem)> found = await targets.Publisher.VerifyAsync(cancellationToken);
            if (found.Count == 0)
            {
                await output.WriteLineAsync("The store holds no version yet.");
            }

            foreach ((VersionId version, string? problem) in found)
            {
                await output.WriteLineAsync($"{version.ToString(),-14} {problem ?? "whole"}");
            }

            CurrentPointer pointer = await targets.Storage.CurrentAsync(cancellationToken);
            if (pointer.Problem is { } lost)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(lost);
            }

            return pointer.Problem is null && found.All(version => version.Problem is null) ? ExitCode.Done : ExitCode.StoreFailed;
        });
        return command;
    }
}
