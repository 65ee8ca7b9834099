using Locator.Settings;
using Microsoft.Extensions.Configuration;

namespace Importer.Commands;

/// <summary>The settings that both programs read, under the names that the API knows: <c>Search__Engine</c> is <c>Search:Engine</c>.</summary>
internal static class Settings
{
    /// <summary>What the environment variables say, and the files of <see cref="SecretFiles"/>.</summary>
    /// <exception cref="WrongSettingsException">Such a file cannot be read.</exception>
    public static IConfiguration OfEnvironment() => Of(
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .Select(variable => ((string)variable.Key, (string?)variable.Value)));

    /// <summary>What the given variables say, named like environment variables, and the files that they name.</summary>
    /// <exception cref="WrongSettingsException">Such a file cannot be read.</exception>
    public static IConfiguration Of(IEnumerable<(string Name, string? Value)> variables)
    {
        ConfigurationManager settings = new();
        settings.AddInMemoryCollection(variables.Select(variable =>
            KeyValuePair.Create(variable.Name.Replace("__", ":", StringComparison.Ordinal), variable.Value)));
        return SecretFiles.Add(settings, settings[SecretFiles.Folder]) is { } problem
            ? throw new WrongSettingsException(problem)
            : settings;
    }
}

/// <summary>Settings or options that contradict one another or cannot be used. The message is a sentence for the operator.</summary>
internal sealed class WrongSettingsException(string message, Exception? innerException = null) : Exception(message, innerException);
