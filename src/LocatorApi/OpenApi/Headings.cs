using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>What stands around the operations: whose it is, where it is served, and what each group of operations is for.</summary>
internal sealed class Headings : IDocumentFilter
{
    private static readonly (string Tag, string Description)[] Tags =
    [
        ("Search", "Programs near a place that fit a person."),
        ("Facilities", "Facilities by id."),
        ("Places", "What ZIP Codes and names of places resolve to."),
        ("Filters", "What can be asked for: filters, values, service codes."),
        ("Directory", "Where the data comes from, and all of it at once."),
        ("Errors", "What errors mean."),
        ("Operations", "For those who run the service."),
    ];

    /// <summary>Whose the API is and under which terms.</summary>
    public static OpenApiInfo Info { get; } = new()
    {
        Title = "Treatment Locator",
        Version = "v1",
        Description = "Finds behavioral-health treatment programs near a place. In a crisis call or text 988. "
            + "Nothing of a search is kept. Errors are `application/problem+json` (RFC 9457), whatever was asked. "
            + "The same in prose, with what to show to people: [docs/api.md](/docs/api.md).",
        Contact = new OpenApiContact { Name = "The Treatment Locator authors" },
        License = new OpenApiLicense { Name = "MIT License", Identifier = "MIT" },
    };

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        // Relative, so that it is right wherever the service runs; never made from the header Host, which callers choose.
        swaggerDoc.Servers = [new OpenApiServer { Url = "/", Description = "The service that this description was read from." }];
        swaggerDoc.ExternalDocs = new OpenApiExternalDocs
        {
            Description = "The directories that the data comes from.", Url = new Uri("https://www.samhsa.gov/data/"),
        };
        HashSet<string> used =
        [
            .. swaggerDoc.Operations().SelectMany(described => described.Operation.Tags ?? new HashSet<OpenApiTagReference>()).Select(tag => tag.Name ?? ""),
        ];
        swaggerDoc.Tags = new HashSet<OpenApiTag>(
            Tags.Where(tag => used.Contains(tag.Tag)).Select(tag => new OpenApiTag { Name = tag.Tag, Description = tag.Description })
                .Concat(used.Where(name => Tags.All(tag => tag.Tag != name)).Select(name => new OpenApiTag { Name = name })));
    }
}
