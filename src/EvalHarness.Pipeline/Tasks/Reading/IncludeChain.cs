using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Tasks.Yaml;

namespace EvalHarness.Pipeline.Tasks.Reading;

/// <summary>
/// A task file with those it includes: the merge is shallow, a later file wins over an earlier one and the including
/// file over both, also with null.
/// </summary>
internal sealed class IncludeChain
{
    private const int MostFiles = 64;
    private const int MostNames = 10_000;

    private readonly List<string> _open = [];
    private readonly StringBuilder _hashes = new();
    private int _files;

    /// <summary>Reads a file and what it includes.</summary>
    /// <returns>The merged mapping, and SHA-256 over the hashes of all files.</returns>
    /// <exception cref="InvalidInputException">A file is missing, malformed, or includes itself.</exception>
    public static (YamlMapping Mapping, string Sha256) Read(string path)
    {
        IncludeChain chain = new();
        YamlMapping merged = chain.Load(Path.GetFullPath(path), from: null);
        return (merged, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(chain._hashes.ToString()))));
    }

    /// <summary>How messages name a file: from the working directory, where that is shorter to read.</summary>
    public static string NameOf(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private YamlMapping Load(string path, YamlValue? from)
    {
        if (_open.Contains(path, StringComparer.Ordinal))
        {
            throw new InvalidInputException(
                from!.Place, $"an include of {NameOf(path)}, which includes this file", "includes without a circle",
                "Remove one of the includes.");
        }

        if (++_files > MostFiles)
        {
            throw new InvalidInputException(
                from!.Place, FormattableString.Invariant($"more than {MostFiles} included files"), "fewer includes");
        }

        if (from is not null && !File.Exists(path))
        {
            string folder = Path.GetDirectoryName(path)!;
            string[] beside = Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder).Take(MostNames).Select(name => Path.GetFileName(name))] : [];
            throw new InvalidInputException(
                from.Place, $"an include of {NameOf(path)}, which does not exist",
                "a file, named from the folder of the one that includes it",
                NearestName.Ask(Path.GetFileName(path), beside));
        }

        (YamlMapping own, string sha256) = YamlReader.Read(path, NameOf(path));
        _hashes.Append(sha256).Append('\n');
        if (own.Find("include") is not { } include)
        {
            return own;
        }

        _open.Add(path);
        YamlMapping merged = new();
        foreach (YamlValue name in include.Items ?? [include])
        {
            string file = name.Content as string ?? throw new InvalidInputException(
                name.Place, $"include: {name.Describe()}", "the name of a file, or a list of names");
            merged.SetAll(Load(Path.GetFullPath(file, Path.GetDirectoryName(path)!), name), "task_list");
        }

        _open.RemoveAt(_open.Count - 1);
        merged.SetAll(own, "include");
        return merged;
    }
}
