using EvalHarness.Onnx.Protobuf;
using Microsoft.Win32.SafeHandles;

namespace EvalHarness.Onnx.Quantization;

/// <summary>Finds the bytes of a model's tensors, in the model or in files beside it.</summary>
/// <param name="file">The model.</param>
/// <param name="folder">The model folder, which no path may leave.</param>
internal sealed class OnnxWeightSource(ProtobufFile file, string folder) : IDisposable
{
    private readonly Dictionary<string, SafeFileHandle> _handles = new(StringComparer.Ordinal);

    /// <summary>Path of a file that a model names, checked to lie in the model folder.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="model">The file that names it.</param>
    /// <param name="location">What it says, relative to its own folder.</param>
    /// <exception cref="InvalidInputException">The path leaves the folder, or there is no such file.</exception>
    public static string PathOf(string folder, string model, string location)
    {
        string root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        bool isPlain = location.Length > 0 && !location.Contains('\0', StringComparison.Ordinal)
            && !Path.IsPathRooted(location)
            && !location.StartsWith('\\') && !location.Contains(':', StringComparison.Ordinal)
            && !location.Split('/', '\\').Contains("..");
        string path = isPlain
            ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(model))!, location))
            : "";
        if (!path.StartsWith(root, StringComparison.Ordinal))
        {
            throw new InvalidInputException(
                model, $"the path \"{location}\"", "a file in the model folder, by a relative path without \"..\"",
                "Do not use this model unless you trust its source.");
        }

        return File.Exists(path) ? path : throw new InvalidInputException(
            model, $"the file \"{location}\", which does not exist", "all files of the model",
            "Download or export the whole folder again.");
    }

    /// <summary>Where a tensor's bytes lie.</summary>
    /// <param name="tensor">A tensor whose elements are stored as plain bytes.</param>
    /// <exception cref="InvalidInputException">There are more or fewer than its dimensions ask for.</exception>
    public OnnxBytes BytesOf(OnnxTensor tensor)
    {
        long? wanted = tensor.ElementCount * tensor.ElementBytes;
        if (tensor.Inline is { } inline)
        {
            return new OnnxBytes(file.Handle, inline.ValueStart, inline.ValueLength == wanted
                ? inline.ValueLength
                : throw Wrong(tensor, FormattableString.Invariant($"{inline.ValueLength} bytes"), wanted));
        }

        OnnxExternalData external = tensor.External!;
        SafeFileHandle handle = HandleOf(external.Location);
        long available = RandomAccess.GetLength(handle);
        if ((external.Length ?? wanted) is not { } length || (wanted is not null && length != wanted))
        {
            throw Wrong(tensor, FormattableString.Invariant($"{external.Length} bytes of data"), wanted);
        }

        return external.Offset <= available && length <= available - external.Offset
            ? new OnnxBytes(handle, external.Offset, length)
            : throw Wrong(
                tensor,
                FormattableString.Invariant($"{external.Location} of {available} bytes, from {external.Offset}"),
                length);
    }

    /// <summary>Checks that no two tensors share a part of their bytes; they may share all.</summary>
    /// <exception cref="InvalidInputException">Two do.</exception>
    public void RequireApart(IEnumerable<OnnxTensor> tensors)
    {
        IEnumerable<IGrouping<SafeFileHandle, (OnnxTensor Tensor, OnnxBytes Bytes)>> files = tensors
            .Where(tensor => tensor.External is not null)
            .Select(tensor => (Tensor: tensor, Bytes: BytesOf(tensor)))
            .GroupBy(placed => placed.Bytes.Handle);
        foreach (IGrouping<SafeFileHandle, (OnnxTensor Tensor, OnnxBytes Bytes)> placed in files)
        {
            (OnnxTensor Tensor, OnnxBytes Bytes)[] sorted = [.. placed
                .OrderBy(part => part.Bytes.Start)
                .ThenBy(part => part.Bytes.Length)];
            for (int i = 1; i < sorted.Length; i++)
            {
                (OnnxTensor Tensor, OnnxBytes Bytes) before = sorted[i - 1];
                if (sorted[i].Bytes != before.Bytes
                    && sorted[i].Bytes.Start < before.Bytes.Start + before.Bytes.Length)
                {
                    throw Wrong(sorted[i].Tensor, $"a part of \"{before.Tensor.Name}\" among its bytes", null);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SafeFileHandle handle in _handles.Values)
        {
            handle.Dispose();
        }
    }

    private SafeFileHandle HandleOf(string location)
    {
        string path = PathOf(folder, file.Path, location);
        if (!_handles.TryGetValue(path, out SafeFileHandle? handle))
        {
            _handles[path] = handle = OnnxBytes.Open(path);
        }

        return handle;
    }

    private InvalidInputException Wrong(OnnxTensor tensor, string found, long? bytes) => new(
        FormattableString.Invariant($"{file.Path}: byte {tensor.Field.Start}"),
        $"the tensor \"{tensor.Name}\" with {found}",
        bytes is { } count
            ? FormattableString.Invariant(
                $"{count} bytes for its dimensions {string.Join(" × ", tensor.Dimensions)}")
            : "bytes of its own",
        "The model is damaged: fetch or export the whole folder again.");
}
