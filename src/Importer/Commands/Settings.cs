using Microsoft.Extensions.Configuration;

namespace Importer.Commands;

/// <summary>The settings that both programs read, under the names that the API knows: <c>Search__Engine</c> is <c>Search:Engine</c>.</summary>
internal static class Settings
{
    /// <summary>What the environment variables say.</summary>
    public static IConfiguration OfEnvironment() => Of(
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .Select(variable => ((string)variable.Key, (string?)variable.Value)));

    /// <summary>What the given variables say, named like environment variables.</summary>
    public static IConfiguration Of(IEnumerable<(string Name, string? Value)> variables) => new ConfigurationBuilder()
        .AddInMemoryCollection(variables.Select(variable =>
            KeyValuePair.Create(variable.Name.Replace("__", ":", StringComparison.Ordinal), variable.Value)))
        .Build();
}

/// <summary>Settings or options that contradict one another or cannot be used. The message is a sentence for the operator.</summary>
internal sealed class WrongSettingsException(string message, Exception? innerException = null) : Exception(message, innerException);
