using EvalHarness.Inference.Kernels;
using EvalHarness.Inference.Transformer;

namespace EvalHarness.Inference.Quantization.Calibration;

/// <summary>What entered the matrices of one layer.</summary>
internal sealed class LayerStatistics(ModelConfig config, bool wantsHessians)
{
    private readonly InputStatistics[] _inputs =
    [
        new(config.EmbeddingLength, wantsHessians),
        new(config.HeadCount * config.HeadLength, wantsHessians),
        new(config.EmbeddingLength, wantsHessians),
        new(config.FeedForwardLength, wantsHessians),
    ];

    /// <summary>The statistics of an input.</summary>
    public InputStatistics this[LinearInput input] => _inputs[(int)input];

    /// <summary>Adds the rows of an input.</summary>
    public void Add(LinearInput input, RowBlock rows, int count) => _inputs[(int)input].Add(rows, count);
}
