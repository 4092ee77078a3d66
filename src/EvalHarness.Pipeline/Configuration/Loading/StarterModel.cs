namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>What the model of a starter configuration is: it decides which candidates can be made.</summary>
public enum StarterModel
{
    /// <summary>A GGUF file that recipes make candidates of, or a file that is not there yet.</summary>
    Original,

    /// <summary>A GGUF file that is quantized already.</summary>
    Quantized,

    /// <summary>A model folder of ONNX Runtime GenAI that recipes make candidates of.</summary>
    OriginalFolder,

    /// <summary>A model folder of ONNX Runtime GenAI whose matrices are quantized already.</summary>
    QuantizedFolder,
}
