using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Importer.Sources;
using Importer.Stages;
using Locator.Publishing;
using Locator.Versions;
using Microsoft.Extensions.Configuration;

namespace Importer.Commands;

/// <summary>The command line: its commands, and how their failures become a sentence and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line to its exit code (<see cref="ExitCode"/>).</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error,
        TimeProvider time,
        CancellationToken cancellationToken,
        IConfiguration? settings = null)
    {
        try
        {
            return await RunAsync(args, output, error, time, settings ?? Settings.OfEnvironment(), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Cancelled; nothing was changed.");
            return ExitCode.Cancelled;
        }
        catch (Exception e) when (e is UnreadableSourceException or ImportRefusedException or DraftRefusedException)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.Refused;
        }
        catch (WrongSettingsException e)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.WrongCommandLine;
        }
        catch (Exception e) when (e is StoreBusyException or DamagedVersionException or VersionGoneException
            or IndexFailedException or PublishingCutOffException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.StoreFailed;
        }
        catch (Exception e)
        {
            // Whatever it is, publishing is atomic: the old version is served on.
            await error.WriteLineAsync($"The importer failed, and that is a mistake in it: {e.GetType().Name}: {e.Message}");
            return ExitCode.StoreFailed;
        }
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error,
        TimeProvider time,
        IConfiguration settings,
        CancellationToken cancellationToken)
    {
        RootCommand root = new("""
            Loads public directories of treatment facilities into the store that Treatment Locator searches.

            Exit codes: 0 done; 1 a file was refused and nothing changed; 2 wrong command line or settings;
            3 the store failed or another import is under way; 130 cancelled.
            """)
        {
            ImportCommand.Create(settings, time),
            VersionsCommand.Create(settings, time),
            RollbackCommand.Create(settings, time),
            VerifyCommand.Create(settings, time),
            PublishCommand.Create(settings, time),
            DatabaseCommand.Create(settings),
            SampleCommand.Create(),
        };

        ParseResult parsed = root.Parse(args);
        InvocationConfiguration configuration = new()
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            // Once the first index has moved on, an import goes through to its end: the process must not be ended before.
            ProcessTerminationTimeout = TimeSpan.FromMinutes(2),
        };
        if (parsed.Errors.Count > 0)
        {
            // The whole help would push the error out of sight; without any command it is what is wanted.
            if (parsed.Action is ParseErrorAction action)
            {
                action.ShowHelp = args.Count == 0;
            }

            await parsed.InvokeAsync(configuration, cancellationToken);
            await error.WriteLineAsync($"{string.Join(' ', ["importer", .. CommandsOf(parsed)])} --help shows how.");
            return ExitCode.WrongCommandLine;
        }

        return await parsed.InvokeAsync(configuration, cancellationToken);
    }

    private static List<string> CommandsOf(ParseResult parsed)
    {
        List<string> names = [];
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult { Parent: not null } command; result = command.Parent)
        {
            names.Insert(0, command.Command.Name);
        }

        return names;
    }
}
