using System.CommandLine;
using System.Globalization;
using Locator.Versions;
using Microsoft.Extensions.Configuration;

namespace Importer.Commands;

/// <summary><c>importer publish elasticsearch</c>: builds the index of the store's current version.</summary>
internal static class PublishCommand
{
    public static Command Create(IConfiguration settings, TimeProvider time)
    {
        Option<string?> data = Targets.DataOption();
        Command elasticsearch = new("elasticsearch", """
            Publishes the store's current version to the search server that Elasticsearch__Nodes names.

            Built beside what is searched, compared document by document, then searched by one change of the alias.
            What is there already is only compared.
            """)
        {
            data,
        };
        elasticsearch.SetAction(async (parsed, cancellationToken) =>
        {
            await using Targets targets = Targets.OpenWithElasticsearch(settings, time, parsed.GetValue(data));
            CurrentPointer pointer = await targets.Storage.CurrentAsync(cancellationToken);
            VersionId current = pointer.Id ?? throw new WrongSettingsException(pointer.Problem ?? "The store holds no version yet: import files first.");
            DirectoryManifest manifest = await targets.Publisher.MakeCurrentAsync(current, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"Elasticsearch searches version {manifest.Version} with {manifest.Facilities:N0} facilities."));
            return ExitCode.Done;
        });
        return new Command("publish", "Fills an index from the store.") { elasticsearch };
    }
}
