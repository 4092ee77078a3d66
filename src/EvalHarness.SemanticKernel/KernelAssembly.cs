using System.Reflection;
using EvalHarness.Pipeline.Extensions;
using Microsoft.SemanticKernel;

namespace EvalHarness.SemanticKernel;

/// <summary>An assembly of the user's that configures the Kernel of a run.</summary>
/// <remarks>
/// It holds one public type with a public static method <c>void Configure(IKernelBuilder builder)</c>, and needs no
/// reference to the harness.
/// </remarks>
internal sealed class KernelAssembly
{
    private const string MethodName = "Configure";
    private const string Expected = $"an assembly with one public static method void {MethodName}(IKernelBuilder)";

    private KernelAssembly(string place, string sha256, Action<IKernelBuilder> configure) =>
        (Place, Sha256, Configure) = (place, sha256, configure);

    /// <summary>Where the assembly is named, for messages.</summary>
    public string Place { get; }

    /// <summary>SHA-256 of the assembly in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Configures a Kernel; throws whatever the assembly's code throws.</summary>
    public Action<IKernelBuilder> Configure { get; }

    /// <summary>Loads an assembly; none of its code runs yet.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="place">Where it is named, for messages.</param>
    /// <exception cref="InvalidInputException">It cannot be loaded, or has no such method, or several.</exception>
    public static KernelAssembly Load(string path, string place)
    {
        ExtensionAssembly assembly = ExtensionAssembly.Load(path, place, Expected);
        string file = assembly.File;
        MethodInfo[] methods = [.. assembly.Types.Select(Find).OfType<MethodInfo>()];
        return methods.Length == 1
            ? new KernelAssembly(place, assembly.Sha256, methods[0].CreateDelegate<Action<IKernelBuilder>>())
            : throw new InvalidInputException(
                place,
                methods.Length == 0
                    ? $"{file}, which has no such method"
                    : $"{file}, which has {string.Join(", ", methods.Select(NameOf))}",
                Expected,
                methods.Length == 0
                    ? "Add: public static class KernelSetup { public static void Configure(IKernelBuilder builder) "
                        + "{ … } }"
                    : "Make all but one of them internal.");
    }

    private static MethodInfo? Find(Type type) =>
        type.IsGenericTypeDefinition
            ? null
            : type.GetMethod(MethodName, BindingFlags.Public | BindingFlags.Static, [typeof(IKernelBuilder)])
                is { IsGenericMethodDefinition: false } method && method.ReturnType == typeof(void)
                ? method
                : null;

    private static string NameOf(MethodInfo method) => $"{method.DeclaringType!.FullName}.{method.Name}";
}
