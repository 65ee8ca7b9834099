using System.CommandLine;
using Importer.Places;
using Importer.Sources;
using Importer.Stages;
using Locator.Versions;

namespace Importer.Commands;

/// <summary>The command line: its commands, and how their failures become a sentence and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line to its exit code (<see cref="ExitCode"/>).</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, TextWriter output, TextWriter error, TimeProvider time, CancellationToken cancellationToken)
    {
        RootCommand root = new("""
            Loads public directories of treatment facilities into the store that Treatment Locator searches.

            Exit codes: 0 done; 1 a file was refused and nothing changed; 2 wrong command line;
            3 the store failed or another import is under way; 130 cancelled.
            """)
        {
            ImportCommand.Create(time),
            VersionsCommand.Create(time),
            SampleCommand.Create(),
            PlacesCommand.Create(),
        };

        ParseResult parsed = root.Parse(args);
        InvocationConfiguration configuration = new() { Output = output, Error = error, EnableDefaultExceptionHandler = false };
        if (parsed.Errors.Count > 0)
        {
            await parsed.InvokeAsync(configuration, cancellationToken);
            return ExitCode.WrongCommandLine;
        }

        try
        {
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Cancelled; nothing was changed.");
            return ExitCode.Cancelled;
        }
        catch (Exception e) when (e is UnreadableSourceException or ImportRefusedException)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.Refused;
        }
        catch (Exception e) when (e is StoreBusyException or DamagedVersionException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.StoreFailed;
        }
    }
}
