using EvalHarness.Onnx.Protobuf;

namespace EvalHarness.Onnx.Quantization;

/// <summary>
/// What becomes of a folder's files of weights: one that loses a matrix is not copied, and what else lies in it moves
/// to the new file; one that something else needs too stays whole.
/// </summary>
/// <param name="Replaced">Full paths of files that the new folder does without.</param>
/// <param name="Moved">Tensors that move to the new file of weights, in the order of the model.</param>
/// <param name="DataPath">Path of the new file of weights, as it would be in the old folder.</param>
internal sealed record OnnxPlacement(
    IReadOnlySet<string> Replaced, IReadOnlyList<OnnxTensor> Moved, string DataPath)
{
    /// <summary>Decides it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="model">Its model.</param>
    /// <param name="plan">What is quantized.</param>
    /// <exception cref="InvalidInputException">A file is missing, or another model there is damaged.</exception>
    public static OnnxPlacement From(GenAIModelFolder folder, OnnxModel model, OnnxPlan plan)
    {
        string PathOf(string location) => OnnxWeightSource.PathOf(folder.Path, folder.ModelPath, location);
        HashSet<string> lost = [.. plan.Matrices.Where(matrix => matrix.OtherUse is null)
            .Select(matrix => matrix.Tensor.Name)];
        HashSet<string> replaced = [.. model.Tensors.Values
            .Where(tensor => lost.Contains(tensor.Name) && tensor.External is not null)
            .Select(tensor => PathOf(tensor.External!.Location))];
        replaced.ExceptWith(model.NestedLocations.Select(PathOf));
        foreach (string other in folder.Files.Where(file =>
            file.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) && file != folder.ModelPath))
        {
            using ProtobufFile file = ProtobufFile.Open(other);
            replaced.ExceptWith(new OnnxModelReader(file).Read().Locations
                .Select(location => OnnxWeightSource.PathOf(folder.Path, other, location)));
        }

        OnnxTensor[] moved = [.. model.Tensors.Values.Where(tensor =>
            tensor.External is { } external && !lost.Contains(tensor.Name)
            && replaced.Contains(PathOf(external.Location)))];
        IEnumerable<string> names = Enumerable.Range(0, int.MaxValue).Select(i =>
            FormattableString.Invariant($"{folder.ModelPath}{(i == 0 ? "" : $".{i}")}.data"));
        return new OnnxPlacement(
            replaced, moved, names.First(name => replaced.Contains(name) || !folder.Files.Contains(name)));
    }
}
