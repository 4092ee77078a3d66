using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Transformer;
using EvalHarness.Onnx.Export;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Onnx;

/// <summary>Writes a GGUF model as a folder that ONNX Runtime GenAI loads.</summary>
/// <remarks>
/// The folder holds the graph, its weights in a file of their own, the tokenizer with the chat template, and
/// <c>genai_config.json</c>. One tensor at a time is in memory. The same model gives the same bytes.
/// </remarks>
public static class GenAIExport
{
    /// <summary>Raised whenever the same model would give other bytes.</summary>
    internal const int Version = 1;

    private const string ModelFile = "model.onnx";
    private const string WeightsFile = ModelFile + ".data";

    /// <summary>Reads a GGUF file and writes the folder, which appears when it is complete.</summary>
    /// <param name="model">The file, of any type that the engine reads.</param>
    /// <param name="output">The folder; files of an earlier export in it are replaced.</param>
    /// <param name="type">How matrices are stored.</param>
    /// <param name="onOtherTokens">
    /// Told in words when ONNX Runtime gives other tokens than the model's tokenizer; <c>null</c> to refuse the model
    /// then.
    /// </param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="InvalidInputException">
    /// The model cannot be read, or is of a kind that is not exported.
    /// </exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static long Write(
        string model, string output, OnnxWeightType type, Action<string>? onOtherTokens = null) =>
        GgufModelFile.Read(model, file => OutputFile.WriteFolder(
            output, folder => Write(file, folder, type, isOutline: false, onOtherTokens)));

    /// <summary>Writes the folder.</summary>
    /// <param name="file">The model, of any type that the engine reads.</param>
    /// <param name="folder">The folder; made when absent, and files of an earlier export are replaced.</param>
    /// <param name="type">How matrices are stored; the embedding, norms and biases stay in single precision.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="GgufFormatException">The model or its tokenizer is of a kind that is not exported.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static long Write(GgufFile file, string folder, OnnxWeightType type) =>
        Write(file, folder, type, isOutline: false, onOtherTokens: null);

    /// <summary>
    /// Writes the folder of a model in single precision without its weights: the file of weights has its length and
    /// nothing else, which takes no room where the file system leaves holes out.
    /// </summary>
    /// <param name="model">The file.</param>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidInputException">
    /// The model cannot be read, or is of a kind that is not exported.
    /// </exception>
    internal static void WriteOutline(string model, string folder) => GgufModelFile.Read(
        model, file => Write(file, folder, OnnxWeightType.Float32, isOutline: true, onOtherTokens: null));

    private static long Write(
        GgufFile file, string folder, OnnxWeightType type, bool isOutline, Action<string>? onOtherTokens)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(folder);
        _ = ModelConfig.Read(file.Metadata);
        TokenizerFiles.RequireSupported(file.Metadata);
        Directory.CreateDirectory(folder);
        TokenizerFiles.Write(file.Metadata, folder);
        GenAISettings.Write(file.Metadata, folder, ModelFile);
        using (FileStream weights = File.Create(Path.Combine(folder, WeightsFile)))
        using (CountingStream counted = new())
        using (FileStream model = File.Create(Path.Combine(folder, ModelFile)))
        {
            // Before the weights, which take long. A folder is one only where the graph's file is.
            CheckTokens(file.Metadata, folder, onOtherTokens);
            OnnxGraph graph = new(isOutline ? counted : weights, WeightsFile);
            new LlamaGraph(file, graph, type, isOutline).Build();
            weights.SetLength(Math.Max(weights.Length, counted.Length));
            graph.WriteTo(model, file.Metadata.FindString("general.name") ?? "model");
        }

        return new DirectoryInfo(folder).EnumerateFiles().Sum(written => written.Length);
    }

    private static void CheckTokens(GgufMetadata metadata, string folder, Action<string>? onOtherTokens)
    {
        if (TokenizerCheck.FindDifference(metadata, folder) is not { } difference)
        {
            return;
        }

        if (onOtherTokens is null)
        {
            throw metadata.Reject(
                "tokenizer.ggml.merges",
                difference,
                "the same tokens",
                "Run the GGUF file itself, in the embedded engine or in llama.cpp; or write the folder with "
                    + "evalharness convert --force, knowing that it answers other prompts.");
        }

        onOtherTokens(difference);
    }
}
