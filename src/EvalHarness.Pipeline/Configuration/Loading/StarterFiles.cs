using System.Reflection;
using System.Text;
using System.Text.Json;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>The files of a first evaluation: a commented configuration, its schema, a dataset and a prompt.</summary>
public static class StarterFiles
{
    private const string Prefix = "starter/";

    /// <summary>Where the configuration expects the model's weights.</summary>
    public const string ModelPath = "models/model.gguf";

    /// <summary>Contents by path, relative to the folder of the configuration; paths in ordinal order.</summary>
    public static IReadOnlyDictionary<string, string> Contents { get; } = Read();

    /// <summary>Writes all files, or none when one of them exists.</summary>
    /// <param name="folder">The configuration's folder; made when it is absent.</param>
    /// <param name="modelPath">Path of the weights, as the configuration is to name it.</param>
    /// <param name="model">What the weights are.</param>
    /// <param name="overwrite">Replace files that exist.</param>
    /// <param name="isPlain">The model has no chat template, so that it is asked in plain text.</param>
    /// <returns>The paths written.</returns>
    /// <exception cref="InvalidInputException">A file exists, or cannot be written.</exception>
    public static IReadOnlyList<string> Write(
        string folder, string modelPath, StarterModel model, bool overwrite, bool isPlain = false)
    {
        string[] paths = [.. Contents.Keys.Select(name => Path.Combine(folder, name))];
        InputError[] existing =
        [
            .. paths.Where(path => !overwrite && File.Exists(path)).Select(path =>
                new InputError(path, "an existing file", Fix: "Overwrite it with --force.")),
        ];
        if (existing.Length > 0)
        {
            throw new InvalidInputException(existing);
        }

        try
        {
            foreach ((string path, string content) in paths.Zip(Contents.Values))
            {
                string named = JsonEncodedText.Encode(modelPath.Replace('\\', '/')).ToString();
                string written = Path.GetFileName(path) == ConfigurationFile.DefaultName
                    ? StarterCandidates.Apply(content, model, isPlain)
                    : content;
                byte[] bytes = Encoding.UTF8.GetBytes(written.Replace(ModelPath, named, StringComparison.Ordinal));
                OutputFile.WriteAsync(path, bytes, CancellationToken.None).GetAwaiter().GetResult();
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(folder, FileFailure.Describe(failure), "a writable folder");
        }

        return paths;
    }

    private static SortedDictionary<string, string> Read()
    {
        Assembly assembly = typeof(StarterFiles).Assembly;
        SortedDictionary<string, string> contents = new(StringComparer.Ordinal);
        foreach (string resource in assembly.GetManifestResourceNames())
        {
            string name = resource.Replace('\\', '/');
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
                contents[name[Prefix.Length..]] = reader.ReadToEnd();
            }
        }

        return contents;
    }
}
