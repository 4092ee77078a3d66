using System.Globalization;
using System.Numerics.Tensors;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>
/// A low-rank adapter (LoRA) in GGUF: for some matrices W (outputs × inputs) of a model, A (rank × inputs) and
/// B (outputs × rank) under the names <c>W.lora_a</c> and <c>W.lora_b</c>; the model then multiplies by
/// W + (alpha / rank) B A.
/// </summary>
/// <remarks>The file is not trusted: every name and shape is held against the model's when it is opened.</remarks>
public sealed class LowRankAdapter : IDisposable
{
    private const int LargestRank = 4096;
    private const string DownSuffix = ".lora_a";
    private const string UpSuffix = ".lora_b";
    private const string WrongModel = "Use the adapter with the model that it was trained on.";

    private static readonly HashSet<string> s_adaptable =
        ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"];

    private readonly GgufFile _file;
    private readonly float _alpha;
    private readonly Dictionary<string, (GgufTensor Down, GgufTensor Up)> _pairs = new(StringComparer.Ordinal);

    private LowRankAdapter(GgufFile file, GgufFile model)
    {
        _file = file;
        RequireText("general.type", "adapter");
        RequireText("adapter.type", "lora");
        RequireText("general.architecture", model.Metadata.GetString("general.architecture"));
        _alpha = file.Metadata.FindFloat32("adapter.lora.alpha") ?? 0;
        foreach (GgufTensor tensor in file.Tensors)
        {
            Add(tensor, model);
        }

        if (_pairs.Count == 0)
        {
            throw new GgufFormatException(GgufFile.HeaderBytes, "an adapter without tensors", "at least one pair");
        }
    }

    /// <summary>What the file calls itself; <c>null</c> without a name.</summary>
    public string? Name => _file.Metadata.FindString("general.name");

    /// <summary>Size of the file, in bytes.</summary>
    public long FileBytes => _file.FileLength;

    /// <summary>Largest rank of a pair.</summary>
    public int Rank => (int)_pairs.Values.Max(pair => pair.Down.RowCount);

    /// <summary>Number of matrices that are adapted.</summary>
    public int TargetCount => _pairs.Count;

    /// <summary>Opens an adapter and holds it against the model that it is for.</summary>
    /// <param name="path">A GGUF file.</param>
    /// <param name="model">The model; it is only read now.</param>
    /// <exception cref="GgufFormatException">
    /// The file is damaged, no adapter, or not one for this model; its <see cref="GgufFormatException.File"/> is set.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LowRankAdapter Open(string path, GgufFile model)
    {
        ArgumentNullException.ThrowIfNull(model);
        GgufFile? file = null;
        try
        {
            file = GgufFile.Open(path);
            return new LowRankAdapter(file, model);
        }
        catch (GgufFormatException violation)
        {
            file?.Dispose();
            throw new GgufFormatException(violation.ByteOffset, violation.Actual, violation.Expected, violation.Fix)
            {
                File = path,
            };
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>A product with this adapter's side paths; the product itself where no part has any.</summary>
    /// <param name="inner">The product; owned by the result.</param>
    /// <param name="parts">Its matrices.</param>
    internal WeightMatrix Apply(WeightMatrix inner, IReadOnlyList<MatrixPart> parts)
    {
        List<(GgufTensor Down, GgufTensor Up, int FirstOutput)> adapted = [];
        foreach (MatrixPart part in parts)
        {
            if (_pairs.TryGetValue(part.Tensor.Name, out (GgufTensor Down, GgufTensor Up) pair))
            {
                adapted.Add((pair.Down, pair.Up, part.FirstOutput));
            }
        }

        if (adapted.Count == 0)
        {
            return inner;
        }

        List<AdaptedMatrix.SidePath> paths = [];
        List<(GgufTensor Tensor, long Row)> downRows = [];
        foreach ((GgufTensor down, GgufTensor up, int firstOutput) in adapted)
        {
            paths.Add(new(PackUp(up), firstOutput, downRows.Count));
            for (long row = 0; row < down.RowCount; row++)
            {
                downRows.Add((down, row));
            }
        }

        PackedMatrix packed = PackedMatrix.Pack(downRows.Count, inner.Inputs, (row, target) =>
            TensorRows.Read(downRows[row].Tensor, downRows[row].Row, target));
        return new AdaptedMatrix(inner, packed, paths) { Inputs = inner.Inputs, Outputs = inner.Outputs };
    }

    /// <summary>s B; an alpha of 0 stands for s = 1.</summary>
    private PackedMatrix PackUp(GgufTensor up)
    {
        float scale = _alpha == 0 ? 1 : _alpha / up.RowLength;
        return PackedMatrix.Pack((int)up.RowCount, (int)up.RowLength, (row, target) =>
        {
            TensorRows.Read(up, row, target);
            TensorPrimitives.Multiply(target, scale, target);
        });
    }

    private void Add(GgufTensor tensor, GgufFile model)
    {
        bool isDown = tensor.Name.EndsWith(DownSuffix, StringComparison.Ordinal);
        if (!isDown && !tensor.Name.EndsWith(UpSuffix, StringComparison.Ordinal))
        {
            throw Reject(tensor, "names that end in .lora_a or .lora_b");
        }

        if (!isDown)
        {
            // Taken with its A; a B alone is noticed here.
            _ = Counterpart(tensor, UpSuffix, DownSuffix);
            return;
        }

        string target = tensor.Name[..^DownSuffix.Length];
        GgufTensor up = Counterpart(tensor, DownSuffix, UpSuffix);
        GgufTensor weight = Target(tensor, target, model);
        RequireShapes(tensor, up, weight);
        RequireFinite(tensor);
        RequireFinite(up);
        _pairs.Add(target, (tensor, up));
    }

    private GgufTensor Counterpart(GgufTensor tensor, string suffix, string other)
    {
        string name = tensor.Name[..^suffix.Length] + other;
        return _file.TryGetTensor(name, out GgufTensor? found) ? found : throw Reject(tensor,
            $"'{name}' in the same file");
    }

    private static GgufTensor Target(GgufTensor tensor, string target, GgufFile model)
    {
        string[] parts = target.Split('.');
        bool isAdaptable = target == "output.weight"
            || (parts is ["blk", { } layer, { } kind, "weight"] && s_adaptable.Contains(kind)
                && int.TryParse(layer, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        if (!isAdaptable)
        {
            throw Reject(
                tensor,
                $"adapters of output.weight and of blk.N.({string.Join("|", s_adaptable)}).weight",
                "Train the adapter on these matrices only.");
        }

        return model.TryGetTensor(target, out GgufTensor? weight)
            ? weight
            : throw Reject(tensor, $"only matrices of the model, which has no '{target}'", WrongModel);
    }

    private static void RequireShapes(GgufTensor down, GgufTensor up, GgufTensor weight)
    {
        if (down.Dimensions.Count != 2 || up.Dimensions.Count != 2
            || down.RowLength != weight.RowLength || up.RowCount != weight.RowCount)
        {
            throw Reject(
                down,
                $"{weight.RowLength} × rank and rank × {weight.RowCount}, as '{weight.Name}' is "
                    + Shape(weight),
                WrongModel,
                $" of {Shape(down)} with '{up.Name}' of {Shape(up)}");
        }

        if (down.RowCount != up.RowLength || down.RowCount > LargestRank)
        {
            throw Reject(
                down,
                $"one rank of at most {LargestRank} for both",
                WrongModel,
                $" of rank {down.RowCount} with '{up.Name}' of rank {up.RowLength}");
        }
    }

    private static void RequireFinite(GgufTensor tensor)
    {
        _ = TensorFormats.For(tensor);
        float[] row = new float[tensor.RowLength];
        for (long i = 0; i < tensor.RowCount; i++)
        {
            TensorRows.Read(tensor, i, row);
            if (!TensorPrimitives.IsFiniteAll<float>(row))
            {
                throw Reject(tensor, "finite weights", fix: null, $" with a non-finite weight in row {i}");
            }
        }
    }

    private static string Shape(GgufTensor tensor) => string.Join(" × ", tensor.Dimensions);

    private static GgufFormatException Reject(
        GgufTensor tensor, string expected, string? fix = null, string what = "") =>
        new(tensor.FileOffset, $"tensor '{tensor.Name}'{what}", expected, fix);

    private void RequireText(string key, string expected)
    {
        string? found = _file.Metadata.FindString(key);
        if (found != expected)
        {
            const string Fix = "Give a LoRA adapter in GGUF, as convert_lora_to_gguf writes it.";
            throw found is null
                ? new GgufFormatException(GgufFile.HeaderBytes, $"no '{key}'", $"'{key}' of '{expected}'", Fix)
                : _file.Metadata.Reject(key, $"'{key}' of '{found}'", $"'{expected}'", Fix);
        }
    }
}
