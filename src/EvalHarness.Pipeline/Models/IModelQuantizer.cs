using EvalHarness.Inference.Quantization;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Models;

/// <summary>Writes quantized copies of models of one format. Implementations are thread-safe.</summary>
public interface IModelQuantizer
{
    /// <summary>
    /// What the names of its copies end in: a version, raised whenever the same recipe would give other bytes, and the
    /// format.
    /// </summary>
    string Suffix { get; }

    /// <summary>It quantizes the weights at a path, by what the path is: a file, or a folder.</summary>
    bool Takes(string weights);

    /// <summary>
    /// Checks whether a model can be quantized so, and says what the copy will take; nothing is written.
    /// </summary>
    /// <param name="model">The weights.</param>
    /// <param name="configuration">How.</param>
    /// <param name="place">Where the configuration stands, for messages.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidInputException">Model, calibration text or configuration cannot be used.</exception>
    QuantizedSize Predict(
        string model, QuantizeConfiguration configuration, string place, CancellationToken cancellationToken);

    /// <summary>Writes a quantized copy of a model.</summary>
    /// <param name="model">The weights.</param>
    /// <param name="output">The new file or folder; it appears when it is complete.</param>
    /// <param name="configuration">How.</param>
    /// <param name="place">Where the configuration stands, for messages.</param>
    /// <param name="progress">Told after every tensor; may be <c>null</c>.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <exception cref="InvalidInputException">Model, calibration text or configuration cannot be used.</exception>
    /// <remarks>Equal weights and recipes give equal bytes, however many processors take part.</remarks>
    QuantizationResult Quantize(
        string model,
        string output,
        QuantizeConfiguration configuration,
        string place,
        IProgress<QuantizationProgress>? progress,
        CancellationToken cancellationToken);
}
