using System.CommandLine;
using Locator.Postgis;
using Microsoft.Extensions.Configuration;

namespace Importer.Commands;

/// <summary><c>importer database migrate</c>: makes the schema in PostGIS, or brings it up to date.</summary>
internal static class DatabaseCommand
{
    public static Command Create(IConfiguration settings)
    {
        Command migrate = new("migrate", """
            Makes the directory's schema in the database that ConnectionStrings__Postgis names, or brings it up to date.

            Wholly or not at all, while no import runs; safe to repeat.
            """);
        migrate.SetAction(async (parsed, cancellationToken) =>
        {
            await using PostgisConnections connections = Targets.Connect(settings);
            await PostgisSchema.MigrateAsync(connections, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"The schema in {connections.Target} is up to date.");
            return ExitCode.Done;
        });
        return new Command("database", "Prepares the PostGIS database.") { migrate };
    }
}
