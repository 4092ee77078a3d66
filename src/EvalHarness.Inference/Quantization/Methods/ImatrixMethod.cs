using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization.Calibration;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>
/// Round to nearest on grids that weigh each error by how strong the inputs of its column are: the squared error of the
/// layer's output is Σ E[x_j²] (w_j - ŵ_j)² where channels are uncorrelated, and the "importance matrix" that
/// llama.cpp's quantizer takes is this E[x_j²], from calibration text.
/// </summary>
internal sealed class ImatrixMethod : QuantizationMethod
{
    private readonly GgufFile _source;
    private readonly LayerwisePass _pass;
    private readonly List<LayerStatistics> _layers = [];
    private float[]? _output;

    /// <summary>Prepares the calibration.</summary>
    public ImatrixMethod(GgufFile source, TensorRowReader weights, IReadOnlyList<int[]> sequences, int threads)
    {
        (_source, Weights) = (source, weights);
        _pass = new LayerwisePass(source, sequences, weights, wantsHessians: false, threads);
    }

    /// <inheritdoc/>
    public override RowQuantizer For(GgufTensor tensor, TensorFormat format, CancellationToken cancellationToken)
    {
        if (format is not GridFormat || tensor.Dimensions.Count == 1)
        {
            return new NearestRowQuantizer(format);
        }

        if (LinearTensors.Find(tensor.Name) is { } place)
        {
            MoveBeyond(place.Layer, cancellationToken);
            return new NearestRowQuantizer(format, _layers[place.Layer][place.Input].Importance);
        }

        bool isTied = !_source.TryGetTensor("output.weight", out _);
        if (tensor.Name != (isTied ? "token_embd.weight" : "output.weight"))
        {
            return new NearestRowQuantizer(format);
        }

        MoveBeyond(_pass.Config.LayerCount - 1, cancellationToken);
        return new NearestRowQuantizer(format, _output ??= _pass.ObserveOutput().Importance);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _pass.Dispose();
        base.Dispose(disposing);
    }

    private void MoveBeyond(int layer, CancellationToken cancellationToken)
    {
        while (_layers.Count <= layer)
        {
            LayerStatistics statistics = new(_pass.Config, wantsHessians: false);
            _pass.Advance(_layers.Count, Weights, statistics, cancellationToken);
            _layers.Add(statistics);
        }
    }
}
