using Microsoft.AspNetCore.Builder;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Locator.Tests.Architecture;

/// <summary>One type that uses another of its assembly.</summary>
/// <param name="From">The type that uses; nested types count as the type around them.</param>
/// <param name="To">The type that is used; never <paramref name="From"/>.</param>
/// <param name="Where">The member that uses it.</param>
internal sealed record Dependency(TypeReference From, TypeReference To, string Where);

/// <summary>
/// What the types of an assembly use of each other, read from the compiled code: signatures, attributes and method bodies, those
/// that the compiler makes of lambdas, local functions, iterators and asynchronous methods included. Reflection cannot see
/// bodies. Constants and <c>nameof</c> leave no trace in compiled code.
/// </summary>
internal sealed class CompiledDependencies
{
    private readonly HashSet<(string From, string To)> _seen = [];
    private readonly List<Dependency> _found = [];
    private readonly ModuleDefinition _module;
    private TypeReference _from = null!;
    private string _where = "";

    private CompiledDependencies(ModuleDefinition module) => _module = module;

    /// <summary>Each pair of types once.</summary>
    /// <param name="path">An assembly, with those that it needs beside it.</param>
    public static IReadOnlyList<Dependency> Of(string path)
    {
        // Values of attributes that are enums of other assemblies cannot be read without them.
        using DefaultAssemblyResolver resolver = new();
        resolver.AddSearchDirectory(Path.GetDirectoryName(path));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(WebApplication).Assembly.Location));
        using ModuleDefinition module = ModuleDefinition.ReadModule(
            path, new ReaderParameters(ReadingMode.Immediate) { AssemblyResolver = resolver });
        CompiledDependencies all = new(module);
        foreach (TypeDefinition type in module.GetTypes())
        {
            all.Visit(type);
        }

        return all._found;
    }

    private void Visit(TypeDefinition type)
    {
        _from = Outermost(type);
        _where = type.Name;
        See(type.BaseType);
        See(type.CustomAttributes);
        See(type.GenericParameters);
        foreach (InterfaceImplementation implemented in type.Interfaces)
        {
            See(implemented.InterfaceType);
            See(implemented.CustomAttributes);
        }

        foreach (FieldDefinition field in type.Fields)
        {
            _where = field.Name;
            See(field.FieldType);
            See(field.CustomAttributes);
        }

        foreach (PropertyDefinition property in type.Properties)
        {
            _where = property.Name;
            See(property.CustomAttributes);
        }

        foreach (EventDefinition @event in type.Events)
        {
            _where = @event.Name;
            See(@event.CustomAttributes);
        }

        foreach (MethodDefinition method in type.Methods)
        {
            _where = method.Name;
            See((MethodReference)method);
            See(method.CustomAttributes);
            See(method.MethodReturnType.CustomAttributes);
            foreach (ParameterDefinition parameter in method.Parameters)
            {
                See(parameter.CustomAttributes);
            }

            foreach (MethodReference overridden in method.Overrides)
            {
                See(overridden);
            }

            if (method.HasBody)
            {
                See(method.Body);
            }
        }
    }

    private void See(MethodBody body)
    {
        foreach (VariableDefinition variable in body.Variables)
        {
            See(variable.VariableType);
        }

        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            See(handler.CatchType);
        }

        foreach (Instruction instruction in body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference type:
                    See(type);
                    break;
                case MethodReference method:
                    See(method);
                    break;
                case FieldReference field:
                    See(field.DeclaringType);
                    See(field.FieldType);
                    break;
                case CallSite site:
                    See(site.ReturnType);
                    See(site.Parameters);
                    break;
            }
        }
    }

    private void See(MethodReference method)
    {
        See(method.DeclaringType);
        See(method.ReturnType);
        See(method.Parameters);
        See(method.GenericParameters);
        if (method is GenericInstanceMethod { GenericArguments: var arguments })
        {
            foreach (TypeReference argument in arguments)
            {
                See(argument);
            }
        }
    }

    private void See(IEnumerable<ParameterDefinition> parameters)
    {
        foreach (ParameterDefinition parameter in parameters)
        {
            See(parameter.ParameterType);
        }
    }

    private void See(IEnumerable<GenericParameter> parameters)
    {
        foreach (GenericParameter parameter in parameters)
        {
            See(parameter.CustomAttributes);
            foreach (GenericParameterConstraint constraint in parameter.Constraints)
            {
                See(constraint.ConstraintType);
            }
        }
    }

    private void See(IEnumerable<CustomAttribute> attributes)
    {
        foreach (CustomAttribute attribute in attributes)
        {
            See(attribute.AttributeType);
            foreach (CustomAttributeArgument argument in
                attribute.ConstructorArguments.Concat(attribute.Properties.Concat(attribute.Fields).Select(named => named.Argument)))
            {
                See(argument);
            }
        }
    }

    private void See(CustomAttributeArgument argument)
    {
        See(argument.Type);
        switch (argument.Value)
        {
            case TypeReference type:
                See(type);
                break;
            case CustomAttributeArgument boxed:
                See(boxed);
                break;
            case CustomAttributeArgument[] items:
                foreach (CustomAttributeArgument item in items)
                {
                    See(item);
                }

                break;
        }
    }

    private void See(TypeReference? type)
    {
        switch (type)
        {
            case null or GenericParameter:
                return;
            case FunctionPointerType pointer:
                See(pointer.ReturnType);
                See(pointer.Parameters);
                return;
            case GenericInstanceType generic:
                foreach (TypeReference argument in generic.GenericArguments)
                {
                    See(argument);
                }

                See(generic.ElementType);
                return;
            case IModifierType modified:
                See(modified.ModifierType);
                See(modified.ElementType);
                return;
            case TypeSpecification specification:
                See(specification.ElementType);
                return;
        }

        TypeReference to = Outermost(type);
        if (to.Scope == _module && to != _from && !IsCompilerMade(to) && !IsCompilerMade(_from) && _seen.Add((_from.FullName, to.FullName)))
        {
            _found.Add(new Dependency(_from, to, _where));
        }
    }

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } around)
        {
            type = around;
        }

        return type;
    }

    /// <summary>
    /// What the compiler puts beside our types: anonymous types, lists of collection expressions and data of arrays in no namespace, what binds
    /// endpoints in one of the framework's.
    /// </summary>
    private static bool IsCompilerMade(TypeReference type) =>
        (type.Namespace.Length == 0 && type.Name.StartsWith('<')) || type.Namespace.StartsWith("Microsoft.", StringComparison.Ordinal);
}
