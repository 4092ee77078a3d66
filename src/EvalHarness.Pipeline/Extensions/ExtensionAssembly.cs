using System.Reflection;
using System.Security.Cryptography;

namespace EvalHarness.Pipeline.Extensions;

/// <summary>An assembly of the user's, loaded with its dependencies; none of its code runs yet.</summary>
internal sealed class ExtensionAssembly
{
    private ExtensionAssembly(string file, string sha256, IReadOnlyList<Type> types) =>
        (File, Sha256, Types) = (file, sha256, types);

    /// <summary>Its file's name, for messages.</summary>
    public string File { get; }

    /// <summary>SHA-256 of the assembly in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Its public types.</summary>
    public IReadOnlyList<Type> Types { get; }

    /// <summary>Loads an assembly.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="place">Where it is named, for messages.</param>
    /// <param name="expected">What is expected of it, for messages.</param>
    /// <exception cref="InvalidInputException">It cannot be loaded.</exception>
    public static ExtensionAssembly Load(string path, string place, string expected)
    {
        string file = Path.GetFileName(path);
        try
        {
            string sha256 = Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(path)));
            Assembly assembly = new SharedAssemblyContext(path).LoadFromAssemblyPath(path);
            return SharedAssemblyContext.FindNewerReference(assembly) is var (name, wanted, present)
                ? throw new InvalidInputException(
                    place, $"{file}, built for {name} {wanted}", $"{name} {present} or older, as in this program",
                    $"Reference {name} {present} and build it again.")
                : new(file, sha256, assembly.GetExportedTypes());
        }
        catch (BadImageFormatException)
        {
            throw new InvalidInputException(
                place, $"{file}, which is not a .NET assembly for this machine", expected);
        }
        catch (Exception missing) when (missing is FileNotFoundException or FileLoadException or TypeLoadException)
        {
            string? name = (missing as FileNotFoundException)?.FileName ?? (missing as FileLoadException)?.FileName;
            throw new InvalidInputException(
                place,
                name is null ? $"{file}, whose types cannot be loaded" : $"{file}, which needs {name.Split(',')[0]}",
                "an assembly with its dependencies in the same folder",
                "Publish the project (dotnet publish) and name the assembly in the published folder.");
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(place, $"{file}, which cannot be read", "a readable file");
        }
    }
}
