using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Transformer;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Onnx.Export;

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
    /// <returns>Bytes written.</returns>
    /// <exception cref="InvalidInputException">
    /// The model cannot be read, or is of a kind that is not exported.
    /// </exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static long Write(string model, string output, OnnxWeightType type) => GgufModelFile.Read(model, file =>
        OutputFile.WriteFolder(output, folder => Write(file, folder, type)));

    /// <summary>Writes the folder.</summary>
    /// <param name="file">The model, of any type that the engine reads.</param>
    /// <param name="folder">The folder; made when absent, and files of an earlier export are replaced.</param>
    /// <param name="type">How matrices are stored; the embedding, norms and biases stay in single precision.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="GgufFormatException">The model or its tokenizer is of a kind that is not exported.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static long Write(GgufFile file, string folder, OnnxWeightType type) =>
        Write(file, folder, type, isOutline: false);

    /// <summary>
    /// Writes the folder of a model in single precision without its weights: the file of weights has its length and
    /// nothing else, which takes no room where the file system leaves holes out.
    /// </summary>
    /// <param name="model">The file.</param>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidInputException">
    /// The model cannot be read, or is of a kind that is not exported.
    /// </exception>
    internal static void WriteOutline(string model, string folder) =>
        GgufModelFile.Read(model, file => Write(file, folder, OnnxWeightType.Float32, isOutline: true));

    private static long Write(GgufFile file, string folder, OnnxWeightType type, bool isOutline)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(folder);
        _ = ModelConfig.Read(file.Metadata);
        TokenizerFiles.RequireSupported(file.Metadata);
        Directory.CreateDirectory(folder);
        using (FileStream weights = File.Create(Path.Combine(folder, WeightsFile)))
        using (CountingStream counted = new())
        using (FileStream model = File.Create(Path.Combine(folder, ModelFile)))
        {
            OnnxGraph graph = new(isOutline ? counted : weights, WeightsFile);
            new LlamaGraph(file, graph, type, isOutline).Build();
            weights.SetLength(Math.Max(weights.Length, counted.Length));
            graph.WriteTo(model, file.Metadata.FindString("general.name") ?? "model");
        }

        TokenizerFiles.Write(file.Metadata, folder);
        GenAISettings.Write(file.Metadata, folder, ModelFile);
        return new DirectoryInfo(folder).EnumerateFiles().Sum(written => written.Length);
    }
}
