using System.Reflection;
using System.Runtime.Loader;

namespace EvalHarness.Pipeline.Models;

/// <summary>
/// Loads an integration with the dependencies beside it. What crosses the seam is the program's own, so that both sides
/// mean the same types; everything else is the integration's, whichever versions the program uses.
/// </summary>
/// <param name="assemblyPath">The integration's assembly.</param>
internal sealed class IntegrationLoadContext(string assemblyPath)
    : AssemblyLoadContext(Path.GetFileNameWithoutExtension(assemblyPath))
{
    private static readonly HashSet<string> s_shared = new(StringComparer.OrdinalIgnoreCase)
    {
        "EvalHarness.Core", "EvalHarness.Inference", "EvalHarness.Pipeline", "Microsoft.Extensions.AI.Abstractions",
    };

    private readonly AssemblyDependencyResolver _resolver = new(assemblyPath);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name is { } name && !s_shared.Contains(name)
        && _resolver.ResolveAssemblyToPath(assemblyName) is { } path
            ? LoadFromAssemblyPath(path)
            : null;

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
