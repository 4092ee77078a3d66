using System.Reflection;
using System.Runtime.Loader;

namespace EvalHarness.Pipeline.Extensions;

/// <summary>
/// Loads a user's assembly with what stands beside it. What the program itself uses is shared, so that metrics, a
/// Kernel and its filters are the same types on both sides.
/// </summary>
/// <param name="path">Absolute path of the assembly.</param>
internal sealed class SharedAssemblyContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    /// <summary>A reference to a newer version of something that is shared; <c>null</c> when there is none.</summary>
    public static (string Name, Version Wanted, Version Present)? FindNewerReference(Assembly assembly)
    {
        foreach (AssemblyName wanted in assembly.GetReferencedAssemblies())
        {
            if (wanted is { Name: { } name, Version: { } version }
                && FindShared(name)?.GetName().Version is { } present && version > present)
            {
                return (name, version, present);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) =>
        FindShared(assemblyName.Name!)
        ?? (_resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null);

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;

    private static Assembly? FindShared(string name)
    {
        try
        {
            return Default.LoadFromAssemblyName(new AssemblyName(name));
        }
        catch (Exception missing) when (missing is FileNotFoundException or FileLoadException)
        {
            return null;
        }
    }
}
