using System.Reflection;
using System.Text.Json;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>
/// Says which members can be null where they are objects: Swashbuckle describes them as bare references, which would have
/// generated clients fail on an answer without an origin.
/// </summary>
internal sealed class NullableReferences : ISchemaFilter
{
    private readonly NullabilityInfoContext _nullability = new();

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Properties: { } properties } || context.MemberInfo is not null)
        {
            return;
        }

        foreach (PropertyInfo member in context.Type.GetProperties())
        {
            string name = JsonNamingPolicy.CamelCase.ConvertName(member.Name);
            if (properties.TryGetValue(name, out IOpenApiSchema? described) && described is OpenApiSchemaReference reference
                && _nullability.Create(member).ReadState == NullabilityState.Nullable)
            {
                properties[name] = new OpenApiSchema
                {
                    Description = reference.Description,
                    OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, reference],
                };
            }
        }
    }
}
