using Mono.Cecil;
using Mono.Cecil.Cil;

namespace EvalHarness.Tests.Architecture;

/// <summary>
/// Which types of the product use which others, read from the compiled assemblies: signatures, attributes and method
/// bodies. Unlike <c>using</c> lines, symbols also show a use of the namespace that encloses one's own.
/// </summary>
internal static class CompiledTypes
{
    private const string Product = "EvalHarness";

    private static readonly string[] s_assemblies =
    [
        "EvalHarness.Core", "EvalHarness.Inference", "EvalHarness.Pipeline", "EvalHarness.Onnx",
        "EvalHarness.LlamaCpp", "EvalHarness.SemanticKernel", "EvalHarness.Web", "evalharness",
    ];

    /// <summary>Every use of one top-level type by another, once.</summary>
    public static IReadOnlyList<TypeUse> Uses { get; } = [.. s_assemblies.SelectMany(Read).Distinct()];

    private static IEnumerable<TypeUse> Read(string assembly)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(
            Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        return
        [
            .. from type in module.Types
               where IsOurs(type)
               from used in type.NestedTypes.Prepend(type).SelectMany(Everything).SelectMany(Outermost)
               where IsOurs(used) && used.FullName != type.FullName
               select new TypeUse(assembly, type.Namespace, type.Name, used.Namespace, used.Name),
        ];
    }

    private static bool IsOurs(TypeReference type) =>
        type.Namespace == Product || type.Namespace.StartsWith(Product + ".", StringComparison.Ordinal);

    private static IEnumerable<TypeReference?> Everything(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(one => one.InterfaceType),
        .. Attributes(type),
        .. type.Fields.Select(field => field.FieldType),
        .. type.Properties.Select(property => property.PropertyType),
        .. type.Fields.SelectMany(Attributes),
        .. type.Properties.SelectMany(Attributes),
        .. type.GenericParameters.SelectMany(Constraints),
        .. type.Methods.SelectMany(Everything),
        .. type.NestedTypes.SelectMany(Everything),
    ];

    private static IEnumerable<TypeReference?> Everything(MethodDefinition method) =>
    [
        .. Signature(method),
        .. Attributes(method),
        .. method.GenericParameters.SelectMany(Constraints),
        .. method.HasBody ? Everything(method.Body) : [],
    ];

    private static IEnumerable<TypeReference?> Everything(MethodBody body) =>
    [
        .. body.Variables.Select(variable => variable.VariableType),
        .. body.ExceptionHandlers.Select(handler => handler.CatchType),
        .. body.Instructions.SelectMany(instruction => instruction.Operand switch
        {
            TypeReference type => [type],
            MethodReference method => Signature(method),
            FieldReference field => [field.DeclaringType, field.FieldType],
            _ => Enumerable.Empty<TypeReference>(),
        }),
    ];

    private static IEnumerable<TypeReference> Signature(MethodReference method) =>
    [
        method.DeclaringType,
        method.ReturnType,
        .. method.Parameters.Select(parameter => parameter.ParameterType),
        .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
    ];

    private static IEnumerable<TypeReference> Constraints(GenericParameter parameter) =>
        parameter.Constraints.Select(constraint => constraint.ConstraintType);

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider holder) =>
        holder.CustomAttributes.SelectMany(attribute =>
            attribute.ConstructorArguments.Select(argument => argument.Value)
                .OfType<TypeReference>()
                .Prepend(attribute.AttributeType));

    private static IEnumerable<TypeReference> Outermost(TypeReference? type)
    {
        switch (type)
        {
            case null or GenericParameter:
                return [];
            case GenericInstanceType generic:
                return generic.GenericArguments.Append(generic.ElementType).SelectMany(Outermost);
            case TypeSpecification specification:
                return Outermost(specification.ElementType);
            default:
                while (type.DeclaringType is { } outer)
                {
                    type = outer;
                }

                return [type];
        }
    }
}
