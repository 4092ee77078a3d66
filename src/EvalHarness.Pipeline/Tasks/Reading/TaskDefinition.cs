using EvalHarness.Pipeline.Tasks.Yaml;

namespace EvalHarness.Pipeline.Tasks.Reading;

/// <summary>A file of a task or a group as it was read, with what it includes.</summary>
/// <param name="Path">The file.</param>
/// <param name="Mapping">Its settings.</param>
/// <param name="Sha256">SHA-256 over the hashes of all files that were read.</param>
internal sealed record TaskDefinition(string Path, YamlMapping Mapping, string Sha256)
{
    /// <summary>It defines a group.</summary>
    public bool IsGroup => TaskFileReader.IsGroup(Mapping);

    /// <summary>It defines a task or a group, rather than what others include.</summary>
    public bool IsNamed => Mapping.Find("task") is not null || Mapping.Find("group") is not null;

    /// <summary>Reads a file and what it includes.</summary>
    /// <exception cref="InvalidInputException">A file is missing, malformed, or includes itself.</exception>
    public static TaskDefinition Read(string path)
    {
        (YamlMapping mapping, string sha256) = IncludeChain.Read(path);
        return new(path, mapping, sha256);
    }

    /// <summary>The task that it defines.</summary>
    /// <exception cref="InvalidInputException">Every mistake, with file, line and how to fix it.</exception>
    public TaskFile ToTask() => TaskFileReader.ReadTask(Mapping, Path, Sha256);
}
