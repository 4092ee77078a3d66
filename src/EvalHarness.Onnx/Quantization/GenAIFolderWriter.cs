using EvalHarness.Inference.Files;

namespace EvalHarness.Onnx.Quantization;

/// <summary>
/// Writes a model folder, which appears when it is complete; disposing before leaves no trace (see
/// <see cref="PartialFolder"/>).
/// </summary>
internal sealed class GenAIFolderWriter : IDisposable
{
    private readonly GenAIModelFolder _source;
    private readonly PartialFolder _folder;
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    private GenAIFolderWriter(GenAIModelFolder source, string path)
    {
        _source = source;
        _folder = PartialFolder.Create(path);
    }

    /// <summary>Begins a folder.</summary>
    /// <param name="source">The folder that it is made from.</param>
    /// <param name="output">Where it will be.</param>
    /// <exception cref="InvalidInputException">Something is there, or it would be in the source.</exception>
    public static GenAIFolderWriter Create(GenAIModelFolder source, string output)
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        string origin = Path.TrimEndingDirectorySeparator(Path.GetFullPath(source.Path));
        if (path == origin || path.StartsWith(origin + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new InvalidInputException(
                output, "the model folder itself, or a folder in it", "another folder");
        }

        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new InvalidInputException(
                output, File.Exists(path) ? "a file" : "a folder that is not empty", "a new folder",
                "Delete it first, or choose another name.");
        }

        return new GenAIFolderWriter(source, path);
    }

    /// <summary>Where a file is to be written.</summary>
    /// <param name="original">Full path that it has, or would have, in the source.</param>
    public string PathFor(string original)
    {
        string path = Path.Combine(_folder.Path, Path.GetRelativePath(_source.Path, original));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _written.Add(original);
        return path;
    }

    /// <summary>Copies what was not written.</summary>
    /// <param name="replaced">Files of the source that are left out.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public void CopyOthers(IReadOnlySet<string> replaced, CancellationToken cancellationToken)
    {
        foreach (string file in _source.Files.Where(file => !replaced.Contains(file) && !_written.Contains(file)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            File.Copy(file, PathFor(file));
        }
    }

    /// <summary>Moves the folder to its place.</summary>
    /// <returns>Bytes of all its files.</returns>
    public long Complete() => _folder.Complete();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
