using EvalHarness.Inference.Quantization;
using EvalHarness.Onnx.Protobuf;

namespace EvalHarness.Onnx.Quantization;

/// <summary>Carries out a plan: the weights first, one matrix at a time, then the model that refers to them.</summary>
internal sealed class OnnxRewriting(
    OnnxWeightSource source, OnnxModel model, OnnxPlan plan, OnnxRecipe recipe, string path)
{
    private readonly List<(OnnxMatrix Matrix, IReadOnlyList<OnnxPart> Parts)> _made = [];
    private readonly Dictionary<string, QuantizedTensor> _outcomes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Offset, long Length)> _moved = new(StringComparer.Ordinal);

    /// <summary>Writes the new file of weights.</summary>
    /// <exception cref="InvalidInputException">A tensor is not what the model says, or not finite.</exception>
    public void WriteData(
        OnnxDataWriter data,
        IReadOnlyList<OnnxTensor> moved,
        IProgress<QuantizationProgress>? progress,
        CancellationToken cancellationToken)
    {
        long done = 0;
        long all = plan.Matrices.Sum(matrix => matrix.WeightCount * matrix.WeightBytes);
        foreach (OnnxMatrix matrix in plan.Matrices)
        {
            cancellationToken.ThrowIfCancellationRequested();
            OnnxBytes weights = source.BytesOf(matrix.Tensor);
            (IReadOnlyList<OnnxPart> parts, QuantizedTensor? outcome) =
                new OnnxConversion(matrix, weights, recipe.Hqq).Write(data, cancellationToken);
            _made.Add((matrix, parts));
            _outcomes[matrix.Tensor.Name] = outcome ?? throw new InvalidInputException(
                path, $"a non-finite or far too large weight in tensor \"{matrix.Tensor.Name}\"",
                "finite weights", "The model is damaged or was trained to divergence: download or export it again.");
            done += weights.Length;
            progress?.Report(new(matrix.Tensor.Name, _made.Count, plan.Matrices.Count, done, all));
        }

        Move(moved, bytes => data.Copy(bytes, cancellationToken));
    }

    /// <summary>Decides where everything would be in the new file of weights, without a weight being read.</summary>
    /// <returns>How many weights there would be, in how many bytes; <c>null</c> when that is not known.</returns>
    /// <exception cref="InvalidInputException">A tensor is not what the model says.</exception>
    public OnnxWeightSize? PlaceData(OnnxDataWriter data, IReadOnlyList<OnnxTensor> moved, OnnxWeightSize? before)
    {
        foreach (OnnxMatrix matrix in plan.Matrices)
        {
            IReadOnlyList<OnnxPart> parts =
                new OnnxConversion(matrix, source.BytesOf(matrix.Tensor), recipe.Hqq).Place(data);
            _made.Add((matrix, parts));

            // What something else reads stays beside its codes.
            before = before is not { } size ? null : new OnnxWeightSize(
                size.Count + (matrix.OtherUse is null ? 0 : matrix.WeightCount),
                size.Bytes + parts.Sum(part => part.Length)
                    - (matrix.OtherUse is null ? matrix.WeightCount * matrix.WeightBytes : 0));
        }

        Move(moved, bytes =>
        {
            long offset = data.Begin();
            data.Skip(bytes.Length);
            return offset;
        });
        return before;
    }

    /// <summary>Writes the model.</summary>
    public void WriteModel(Stream target, OnnxModelWriter writer, CancellationToken cancellationToken) =>
        writer.Write(target, _made, _moved, cancellationToken);

    // Tensors of the same bytes go on sharing them.
    private void Move(IReadOnlyList<OnnxTensor> moved, Func<OnnxBytes, long> place)
    {
        Dictionary<OnnxBytes, long> offsets = [];
        foreach (OnnxTensor tensor in moved)
        {
            OnnxBytes bytes = source.BytesOf(tensor);
            if (!offsets.TryGetValue(bytes, out long offset))
            {
                offsets[bytes] = offset = place(bytes);
            }

            _moved[tensor.Name] = (offset, bytes.Length);
        }
    }

    /// <summary>What became of every tensor of weights, in the order of the model.</summary>
    public IReadOnlyList<QuantizedTensor> Describe()
    {
        List<QuantizedTensor> tensors = [];
        foreach (OnnxTensor tensor in model.Tensors.Values.Where(tensor => tensor.HoldsWeights))
        {
            string? reason = plan.Reasons.GetValueOrDefault(tensor.Name);
            if (_outcomes.TryGetValue(tensor.Name, out QuantizedTensor? outcome))
            {
                tensors.Add(outcome);
                reason = plan.Matrices.First(matrix => matrix.Tensor.Name == tensor.Name).OtherUse;
                if (reason is null)
                {
                    continue;
                }

                reason = $"{reason} reads it too";
            }

            string type = tensor.ElementType switch { 1 => "f32", 10 => "f16", _ => "bf16" };
            long count = tensor.ElementCount;
            tensors.Add(new(
                tensor.Name, type, type, reason, count, count * tensor.ElementBytes!.Value, 0, null, 0, 0, default));
        }

        return tensors;
    }
}
