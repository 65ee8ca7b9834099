using System.Reflection;
using System.Runtime.Loader;
using Locator.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;

namespace LocatorApi.Tests.Clients;

/// <summary>What outsiders make of docs/openapi.json with the usual tools compiles, and searches a running API.</summary>
public sealed class GeneratedClientTests : IAsyncLifetime
{
    private static readonly string Description = Path.Combine(SharedData.RepositoryRoot, "docs", "openapi.json");
    private readonly ApiHost _api = new();

    public ValueTask InitializeAsync()
    {
        _api.UseKestrel(0);
        _api.StartServer();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await _api.DisposeAsync();

    /// <summary>Where the API listens.</summary>
    private string Address => _api.ClientOptions.BaseAddress.ToString().TrimEnd('/');

    [Fact]
    public async Task The_linter_finds_nothing_to_warn_of() =>
        Assert.Contains("No results with a severity of 'hint' or higher found", await Node.RunAsync(
            "spectral", "lint", "--fail-severity", "hint", "--display-only-failures", "--ruleset", "spectral.yaml", Description), StringComparison.Ordinal);

    [Fact]
    public async Task A_TypeScript_client_compiles_strictly_and_searches()
    {
        await Node.RunAsync("openapi-typescript", Description, "--output", "typescript/api.d.ts");
        await Node.RunAsync("tsc", "--project", "tsconfig.json");
        string said = await Node.RunAsync("node", "out/search.js", Address);
        AssertSearched(said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Contains("refused /problems/invalid-parameters: \"iop\" is not a value of level", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_CSharp_client_compiles_and_searches()
    {
        OpenApiDocument document = await OpenApiDocument.FromFileAsync(Description);
        string client = new CSharpClientGenerator(document, new CSharpClientGeneratorSettings
        {
            ClassName = "LocatorClient",
            GenerateOptionalParameters = true,
            CSharpGeneratorSettings =
            {
                // From version 9 on, System.Text.Json reads names of enum members that are no identifiers, such as auto-limit.
                Namespace = "Outsider", JsonLibrary = CSharpJsonLibrary.SystemTextJson, JsonLibraryVersion = 10, GenerateNullableReferenceTypes = true,
            },
        }).GenerateFile();
        Assembly program = Compile(client, await File.ReadAllTextAsync(Path.Combine(Node.Folder, "csharp", "SearchProgram.cs")));
        using HttpClient http = new();
        MethodInfo run = program.GetType("Outsider.SearchProgram")!.GetMethod("RunAsync")!;
        IReadOnlyList<string> lines = await (Task<IReadOnlyList<string>>)run.Invoke(null, [Address, http])!;
        AssertSearched(lines);
        Assert.Contains(lines, line => line.StartsWith("refused 400: A ZIP Code is five digits", StringComparison.Ordinal));
    }

    private static void AssertSearched(IReadOnlyList<string> lines)
    {
        Assert.Matches("^total [1-9]", lines[0]);
        Assert.Contains("Atlanta", lines[1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("facility Sample", StringComparison.Ordinal));
    }

    private static Assembly Compile(params IEnumerable<string> sources)
    {
        string[] platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Outsider",
            sources.Select(source => CSharpSyntaxTree.ParseText(source)),
            platform.Where(path => Path.GetDirectoryName(path) == runtime).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using MemoryStream bytes = new();
        string[] errors = [.. compilation.Emit(bytes).Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error).Select(found => found.ToString())];
        Assert.Empty(errors);
        bytes.Position = 0;
        return new AssemblyLoadContext("outsider", isCollectible: true).LoadFromStream(bytes);
    }
}
