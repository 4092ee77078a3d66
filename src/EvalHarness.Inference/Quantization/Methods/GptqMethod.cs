using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization.Calibration;
using EvalHarness.Inference.Transformer;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>
/// GPTQ over a whole model: layer by layer, each layer's Hessians taken from what its quantized predecessors let
/// through (see <see cref="GptqRowQuantizer"/>). The output matrix comes last.
/// </summary>
internal sealed class GptqMethod : QuantizationMethod
{
    private readonly GptqOptions _options;
    private readonly GgufFile _source;
    private readonly LayerwisePass _pass;
    private readonly Dictionary<string, (TensorFormat Format, byte[] Bytes)> _made = [];
    private readonly Dictionary<LinearInput, Factor> _factors = [];
    private LayerStatistics? _statistics;
    private int _layer = -1;

    /// <summary>Prepares the calibration.</summary>
    public GptqMethod(
        GgufFile source, TensorRowReader weights, IReadOnlyList<int[]> sequences, GptqOptions options, int threads)
    {
        (_source, _options, Weights) = (source, options, weights);
        _pass = new LayerwisePass(source, sequences, weights, wantsHessians: true, threads);
    }

    /// <inheritdoc/>
    public override bool WantsBytes => true;

    /// <inheritdoc/>
    public override IEnumerable<GgufTensor> Order(GgufFile source) => source.Tensors.OrderBy(tensor =>
        LinearTensors.LayerOf(tensor.Name) is { } layer ? layer : IsOutput(tensor) ? int.MaxValue : -1);

    /// <inheritdoc/>
    public override RowQuantizer For(GgufTensor tensor, TensorFormat format, CancellationToken cancellationToken)
    {
        if (format is not GridFormat grid || tensor.Dimensions.Count == 1)
        {
            return new NearestRowQuantizer(format);
        }

        if (LinearTensors.Find(tensor.Name) is { } place)
        {
            MoveTo(place.Layer, cancellationToken);
            if (!_factors.TryGetValue(place.Input, out Factor? factor))
            {
                _factors.Add(place.Input, factor = FactorOf(_statistics![place.Input]));
            }

            return Quantizer(grid, factor);
        }

        if (!IsOutput(tensor))
        {
            return new NearestRowQuantizer(format);
        }

        MoveTo(_pass.Config.LayerCount, cancellationToken);
        return Quantizer(grid, FactorOf(_pass.ObserveOutput()));
    }

    /// <inheritdoc/>
    public override void Accept(GgufTensor tensor, TensorFormat format, byte[] bytes)
    {
        if (LinearTensors.LayerOf(tensor.Name) is not null)
        {
            _made[tensor.Name] = (format, bytes);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _pass.Dispose();
        base.Dispose(disposing);
    }

    private bool IsOutput(GgufTensor tensor) => tensor.Name
        == (_source.TryGetTensor("output.weight", out _) ? "output.weight" : "token_embd.weight");

    /// <summary>Takes the calibration tokens through the quantized layers before a layer, and observes it.</summary>
    private void MoveTo(int layer, CancellationToken cancellationToken)
    {
        if (layer == _layer)
        {
            return;
        }

        for (int i = Math.Max(0, _layer); i < layer; i++)
        {
            _pass.Advance(i, ReadMade, statistics: null, cancellationToken);
        }

        _made.Clear();
        _factors.Clear();
        _layer = layer;
        _statistics = layer < _pass.Config.LayerCount ? _pass.Observe(layer, Weights, cancellationToken) : null;
    }

    private void ReadMade(GgufTensor tensor, long row, Span<float> target)
    {
        if (_made.TryGetValue(tensor.Name, out (TensorFormat Format, byte[] Bytes) made))
        {
            int bytes = (int)(made.Bytes.Length / tensor.RowCount);
            made.Format.Dequantize(made.Bytes.AsSpan(checked((int)(row * bytes)), bytes), target);
            return;
        }

        Weights(tensor, row, target);
    }

    private Factor FactorOf(InputStatistics statistics)
    {
        int n = statistics.Length;
        float[] hessian = statistics.Hessian();
        float[] diagonal = statistics.Importance;
        int[]? order = null;
        if (_options.ActivationOrder)
        {
            order = [.. Enumerable.Range(0, n).OrderByDescending(column => diagonal[column])];
            float[] permuted = new float[hessian.Length];
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    permuted[(i * n) + j] = hessian[(order[i] * n) + order[j]];
                }
            }

            hessian = permuted;
        }

        return new(InverseFactor.From(hessian, n, _options.Damping), diagonal, order);
    }

    private GptqRowQuantizer Quantizer(GridFormat format, Factor factor) =>
        new(format, factor.Upper, factor.Diagonal, factor.Order, _options.BlockColumns);

    private sealed record Factor(float[] Upper, float[] Diagonal, int[]? Order);
}
