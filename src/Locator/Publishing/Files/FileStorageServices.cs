using Locator.Versions;
using Microsoft.Extensions.DependencyInjection;

namespace Locator.Publishing.Files;

/// <summary>Registers the store of files.</summary>
public static class FileStorageServices
{
    /// <summary>Adds <see cref="IVersionStorage"/> and <see cref="IVersionReader"/> for the versions in a folder. Needs a <see cref="TimeProvider"/>.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="folder">The data folder; an import creates it where it is absent.</param>
    public static IServiceCollection AddFiles(this IServiceCollection services, string folder) => services
        .AddSingleton<IVersionStorage>(provider => new FileVersionStorage(folder, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IVersionReader>(provider => provider.GetRequiredService<IVersionStorage>());
}
