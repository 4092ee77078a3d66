using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization.Calibration;
using EvalHarness.Inference.Transformer;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>
/// AWQ, activation-aware weight quantization (Lin et al. 2023): channels with strong inputs are scaled up before they
/// are rounded to the nearest, and the inverse is folded into what comes before them. The file stays a standard model
/// with the same function (see <see cref="AwqScales"/>).
/// </summary>
internal sealed class AwqMethod : QuantizationMethod
{
    private readonly GgufFile _source;
    private readonly AwqScales _scales;
    private readonly AwqSearch _search;
    private readonly ModelConfig _config;

    /// <summary>Reads the calibration text and searches all scales.</summary>
    public AwqMethod(
        GgufFile source,
        TensorRowReader weights,
        IReadOnlyList<int[]> sequences,
        Func<GgufTensor, TensorFormat> formatOf,
        AwqOptions options,
        int threads,
        CancellationToken cancellationToken)
    {
        _source = source;
        _scales = new AwqScales(weights);
        _search = new AwqSearch(source, weights, formatOf, options);
        Weights = _scales.Read;
        Reference = Weights;
        using LayerwisePass pass = new(source, sequences, weights, wantsHessians: true, threads);
        _config = pass.Config;
        for (int layer = 0; layer < _config.LayerCount; layer++)
        {
            LayerStatistics statistics = new(_config, wantsHessians: true);
            pass.Advance(layer, weights, statistics, cancellationToken);
            ScaleLayer($"blk.{layer}.", statistics, cancellationToken);
        }

        // A tied output matrix is also the embedding, and cannot be scaled for one without the other.
        if (source.TryGetTensor("output.weight", out _))
        {
            FoldIntoNorm("output_norm.weight", pass.ObserveOutput(), ["output.weight"], cancellationToken);
        }
    }

    private void ScaleLayer(string prefix, LayerStatistics statistics, CancellationToken cancellationToken)
    {
        FoldIntoNorm(
            prefix + "attn_norm.weight",
            statistics[LinearInput.QueryKeyValue],
            [prefix + "attn_q.weight", prefix + "attn_k.weight", prefix + "attn_v.weight"],
            cancellationToken);
        FoldIntoRows(
            prefix + "attn_v", ValueChannels(), statistics[LinearInput.AttentionOutput],
            prefix + "attn_output.weight", cancellationToken);
        FoldIntoNorm(
            prefix + "ffn_norm.weight",
            statistics[LinearInput.GateUp],
            [prefix + "ffn_gate.weight", prefix + "ffn_up.weight"],
            cancellationToken);
        FoldIntoRows(
            prefix + "ffn_up", Same(_config.FeedForwardLength), statistics[LinearInput.Down],
            prefix + "ffn_down.weight", cancellationToken);
    }

    private void FoldIntoNorm(
        string norm, InputStatistics statistics, string[] tensors, CancellationToken cancellationToken)
    {
        float[] scales = _search.Find(statistics, Same(statistics.Length), tensors, cancellationToken);
        _scales.DivideElements(norm, scales);
        Array.ForEach(tensors, tensor => _scales.MultiplyColumns(tensor, scales));
    }

    /// <summary>The rows of the matrix before bear the inverse, and its bias: only products lie between.</summary>
    private void FoldIntoRows(
        string before, int[] shared, InputStatistics statistics, string after, CancellationToken cancellationToken)
    {
        float[] scales = _search.Find(statistics, shared, [after], cancellationToken);
        _scales.DivideRows(before + ".weight", scales);
        _scales.MultiplyColumns(after, [.. shared.Select(channel => scales[channel])]);
        if (_source.TryGetTensor(before + ".bias", out GgufTensor? bias))
        {
            _scales.DivideElements(bias.Name, scales);
        }
    }

    private static int[] Same(int length) => [.. Enumerable.Range(0, length)];

    /// <summary>The value channel that each channel of the attention's output is a mean of.</summary>
    private int[] ValueChannels()
    {
        int head = _config.HeadLength;
        return [.. Enumerable.Range(0, _config.HeadCount * head)
            .Select(channel => (channel / head / _config.GroupSize * head) + (channel % head))];
    }
}
