namespace Importer.Commands;

/// <summary>What the process returns. Part of the contract with scripts: documented in the help and in docs/data.md.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>A file was refused: unreadable, empty, no directory, or too many damaged rows. Nothing changed.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong, or the settings are.</summary>
    public const int WrongCommandLine = 2;

    /// <summary>The store or the report could not be written, or another import is under way.</summary>
    public const int StoreFailed = 3;

    /// <summary>Ctrl+C (128 + SIGINT). Nothing changed.</summary>
    public const int Cancelled = 130;
}
