using Microsoft.Extensions.Configuration;

namespace Locator.Settings;

/// <summary>
/// Settings in files: each file of a folder is one setting, its name the key as an environment variable would be named, such as
/// <c>ConnectionStrings__Postgis</c>. So Docker and Kubernetes hand out secrets; environment variables are shown by too many tools.
/// </summary>
public static class SecretFiles
{
    /// <summary>The setting that names the folder, by its whole path. Without it there are no such files.</summary>
    public const string Folder = "LOCATOR_SECRETS";

    /// <summary>Adds the files of the folder that the settings so far name. A file wins over any setting before it; a line break at its end is no part of the value.</summary>
    /// <returns>A sentence about a folder or file that cannot be read, or about two files for one setting; null when all is well. No content is ever in it.</returns>
    public static string? Add(IConfigurationBuilder builder, string? folder)
    {
        if (string.IsNullOrEmpty(folder))
        {
            return null;
        }

        if (!Path.IsPathRooted(folder) || !Directory.Exists(folder))
        {
            return $"{Folder} must be the whole path of a folder that is there; {folder} is not.";
        }

        try
        {
            builder.AddConfiguration(new ConfigurationBuilder().AddKeyPerFile(folder, optional: false).Build());
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{Folder} holds a file that cannot be read: {exception.Message}";
        }
        catch (ArgumentException)
        {
            return $"{Folder} holds two files for one setting: their names differ in nothing but case, or in __ and :.";
        }
    }
}
