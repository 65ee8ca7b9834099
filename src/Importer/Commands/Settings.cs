using Locator.Settings;
using Microsoft.Extensions.Configuration;

namespace Importer.Commands;

/// <summary>The settings that both programs read, under the names that the API knows: <c>Search__Engine</c> is <c>Search:Engine</c>.</summary>
internal static class Settings
{
    /// <summary>What the environment variables say, and the files of <see cref="SecretFiles"/>.</summary>
    /// <exception cref="WrongSettingsException">Such a file cannot be read.</exception>
    public static IConfiguration OfEnvironment()
    {
        ConfigurationManager settings = new();
        settings.AddEnvironmentVariables();
        return WithSecrets(settings);
    }

    /// <summary>The settings and the files that they name.</summary>
    /// <exception cref="WrongSettingsException">Such a file cannot be read.</exception>
    public static IConfiguration WithSecrets(ConfigurationManager settings) =>
        SecretFiles.Add(settings, settings[SecretFiles.Folder]) is { } problem ? throw new WrongSettingsException(problem) : settings;
}

/// <summary>Settings or options that contradict one another or cannot be used. The message is a sentence for the operator.</summary>
internal sealed class WrongSettingsException(string message, Exception? innerException = null) : Exception(message, innerException);
