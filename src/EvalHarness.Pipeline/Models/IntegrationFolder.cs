using System.Reflection;

namespace EvalHarness.Pipeline.Models;

/// <summary>
/// Providers with dependencies of their own: <c>NAME/NAME.dll</c> for each integration of a folder, loaded when a model
/// asks for a provider that the program itself does not have. Thread-safe.
/// </summary>
/// <param name="path">The folder; it may be absent.</param>
public sealed class IntegrationFolder(string path)
{
    private const string SeamAssembly = "EvalHarness.Pipeline";

    private readonly Lazy<(IReadOnlyList<IModelProvider> Providers, InvalidInputException? Failure)> _loaded =
        new(() => Load(path));

    /// <summary>The folder <c>integrations</c> beside the program.</summary>
    public static IntegrationFolder BesideTheProgram { get; } =
        new(Path.Combine(AppContext.BaseDirectory, "integrations"));

    /// <summary>The provider of that name; <c>null</c> when no integration has one.</summary>
    /// <exception cref="InvalidInputException">
    /// No integration has one, and one of them cannot be loaded; or two of them have one.
    /// </exception>
    public IModelProvider? Find(string name)
    {
        IModelProvider[] found = [.. _loaded.Value.Providers.Where(provider => provider.Name == name)];
        return found switch
        {
            [var only] => only,
            [] when _loaded.Value.Failure is { } failure => throw failure,
            [] => null,
            _ => throw new InvalidInputException(
                path,
                $"the provider \"{name}\" in "
                + string.Join(" and ", found.Select(provider => provider.GetType().Assembly.Location)),
                "each provider in one integration",
                "Remove one of the folders."),
        };
    }

    private static (IReadOnlyList<IModelProvider> Providers, InvalidInputException? Failure) Load(string path)
    {
        List<IModelProvider> providers = [];
        InvalidInputException? failure = null;
        string[] folders = Directory.Exists(path) ? Directory.GetDirectories(path) : [];
        foreach (string folder in folders.Order(StringComparer.Ordinal))
        {
            string assembly = Path.Combine(folder, Path.GetFileName(folder) + ".dll");
            try
            {
                providers.AddRange(LoadOne(assembly));
            }
            catch (Exception broken) when (IsBroken(broken))
            {
                failure ??= Describe(assembly, broken);
            }
        }

        return (providers, failure);
    }

    private static IModelProvider[] LoadOne(string path)
    {
        Assembly assembly = new IntegrationLoadContext(path).LoadFromAssemblyPath(path);
        Version? built = Array.Find(assembly.GetReferencedAssemblies(), name => name.Name == SeamAssembly)?.Version;
        Version? own = typeof(IModelProvider).Assembly.GetName().Version;
        if (built != own)
        {
            throw new BadImageFormatException(built is null
                ? $"It does not use {SeamAssembly}."
                : $"It was built for version {built} of the program, which is {own}.");
        }

        IModelProvider[] providers =
        [
            .. assembly.GetExportedTypes()
                .Where(type => type.IsAssignableTo(typeof(IModelProvider)) && !type.IsAbstract)
                .Select(type => (IModelProvider)Activator.CreateInstance(type)!),
        ];
        return providers.Length > 0 ? providers : throw new BadImageFormatException("It has no public provider.");
    }

    private static bool IsBroken(Exception failure) => failure
        is IOException or BadImageFormatException or TypeLoadException or ReflectionTypeLoadException
        or MissingMemberException or TargetInvocationException or UnauthorizedAccessException
        or InvalidOperationException;

    private static InvalidInputException Describe(string path, Exception broken) => new(
        path,
        $"an integration that cannot be loaded: {(broken.InnerException ?? broken).Message}",
        "an integration built for this program, with its dependencies beside it",
        "Build EvalHarness.Integrations.sln again, or remove the folder.");
}
