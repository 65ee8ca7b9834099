using Microsoft.OpenApi;

namespace LocatorApi.OpenApi;

/// <summary>The API's description, OpenAPI 3.1, and the page that shows it.</summary>
internal static class Documentation
{
    public static void AddDocumentation(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", Headings.Info);
            // That HEAD is taken wherever GET is need not be said of each.
            options.DocInclusionPredicate((_, endpoint) => endpoint.HttpMethod != HttpMethods.Head);
            options.SupportNonNullableReferenceTypes();
            options.NonNullableReferenceTypesAsRequired();
            options.UseInlineDefinitionsForEnums();
            options.IncludeXmlComments(typeof(ApiMarker).Assembly);
            options.OperationFilter<SearchOperation>();
            // Those that list parameters come before those that add to them.
            options.OperationFilter<SuggestionOperation>();
            options.OperationFilter<ClusterOperation>();
            options.OperationFilter<LanguageOperation>();
            options.OperationFilter<FormatOperation>();
            options.OperationFilter<ChangeOperation>();
            options.SchemaFilter<AnswerSchemas>();
            options.SchemaFilter<NamedValueSchemas>();
            options.DocumentFilter<Headings>();
            options.DocumentFilter<TextForms>();
            options.DocumentFilter<RequestBodies>();
            options.DocumentFilter<AnswerHeaders>();
            options.DocumentFilter<ErrorAnswers>();
            options.DocumentFilter<TrueExamples>();
        });
    }

    /// <summary>Serves them; requests for anything else do not come by.</summary>
    public static void UseDocumentation(this WebApplication app) => app.UseWhen(
        context => context.Request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase)
            || context.Request.Path.StartsWithSegments("/swagger", StringComparison.OrdinalIgnoreCase),
        Serve);

    private static void Serve(IApplicationBuilder app)
    {
        app.UseSwagger(options =>
        {
            options.RouteTemplate = "openapi/{documentName}.json";
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        });
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "swagger";
            options.DocumentTitle = "Treatment Locator API";
            options.SwaggerEndpoint("/openapi/v1.json", "Treatment Locator v1");
        });
    }
}
