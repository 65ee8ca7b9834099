using Locator.Facilities;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>Lets members of answers refer to the named set that their texts are from, instead of being any text.</summary>
internal sealed class NamedValueSchemas(Vocabulary vocabulary) : ISchemaFilter
{
    private readonly Dictionary<string, NamedValues> _byMember = NamedValues.OfAnswers(vocabulary)
        .SelectMany(set => set.StandsAt, (set, member) => (set, member)).ToDictionary(at => at.member, at => at.set, StringComparer.Ordinal);

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Properties: { } properties } || context.MemberInfo is not null)
        {
            return;
        }

        foreach (string name in properties.Keys.ToArray())
        {
            if (properties[name] is OpenApiSchema member && SetOf(context.Type, name) is { } set)
            {
                properties[name] = Naming(member, Reference(set, context.SchemaRepository, document: null));
            }
        }
    }

    /// <summary>A reference to a set, which is described where it is not yet.</summary>
    public static OpenApiSchemaReference Reference(NamedValues set, SchemaRepository repository, OpenApiDocument? document)
    {
        if (!repository.Schemas.ContainsKey(set.Name))
        {
            repository.AddDefinition(set.Name, new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = set.Description,
                Enum = [.. set.Values.Select(value => (System.Text.Json.Nodes.JsonNode)value)],
            });
        }

        return new OpenApiSchemaReference(set.Name, document);
    }

    private NamedValues? SetOf(Type? type, string member)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (_byMember.TryGetValue($"{type.Name}.{member}", out NamedValues? set))
            {
                return set;
            }
        }

        return null;
    }

    private static bool IsText(IOpenApiSchema? schema) => schema?.Type?.HasFlag(JsonSchemaType.String) == true;

    /// <summary>The member with its text, the texts of its list or the texts of its dictionary named.</summary>
    private static IOpenApiSchema Naming(OpenApiSchema member, OpenApiSchemaReference set)
    {
        if (IsText(member.Items))
        {
            member.Items = set;
            return member;
        }

        if (IsText(member.AdditionalProperties))
        {
            member.AdditionalProperties = set;
            return member;
        }

        if (!IsText(member))
        {
            return member;
        }

        if (member.Type?.HasFlag(JsonSchemaType.Null) == true)
        {
            return new OpenApiSchema { Description = member.Description, OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, set] };
        }

        set.Description = member.Description;
        return set;
    }
}
