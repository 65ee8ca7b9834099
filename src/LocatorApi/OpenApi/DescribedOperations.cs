using Microsoft.OpenApi;

namespace LocatorApi.OpenApi;

/// <summary>The operations of the API's description.</summary>
internal static class DescribedOperations
{
    /// <summary>Every operation, with its path.</summary>
    public static IEnumerable<(string Path, OpenApiOperation Operation)> Operations(this OpenApiDocument document) =>
        document.Paths.SelectMany(
            path => path.Value.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>(), (path, operation) => (path.Key, operation));
}
