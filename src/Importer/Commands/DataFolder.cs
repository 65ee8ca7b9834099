using System.CommandLine;

namespace Importer.Commands;

/// <summary>Where the file store lies: <c>--data</c>, else LOCATOR_DATA, else <c>data</c> under the working directory.</summary>
internal static class DataFolder
{
    public static Option<string> Option() => new("--data")
    {
        Description = "Folder of the store. Default: the environment variable LOCATOR_DATA, else data/ here.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("LOCATOR_DATA") is { Length: > 0 } folder ? folder : "data",
    };
}
