using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>
/// Says which members of answers are always there (all but those left out when null) and which objects can be null:
/// Swashbuckle describes these as bare references, which would have generated clients fail on an answer without an origin.
/// </summary>
internal sealed class AnswerSchemas : ISchemaFilter
{
    private readonly NullabilityInfoContext _nullability = new();

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Properties: { } properties } described || context.MemberInfo is not null)
        {
            return;
        }

        foreach (PropertyInfo member in context.Type.GetProperties())
        {
            string name = JsonNamingPolicy.CamelCase.ConvertName(member.Name);
            if (!properties.TryGetValue(name, out IOpenApiSchema? value))
            {
                continue;
            }

            if (member.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            {
                described.Required ??= new SortedSet<string>(StringComparer.Ordinal);
                described.Required.Add(name);
            }
            else
            {
                // Left out at times, whatever its type says.
                described.Required?.Remove(name);
            }

            if (value is OpenApiSchemaReference reference && _nullability.Create(member).ReadState == NullabilityState.Nullable)
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
