using EvalHarness.Onnx.Quantization;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Cli.Options;

/// <summary>The quantizers of the program, one for each format of weights.</summary>
internal static class Quantizers
{
    private static readonly IModelQuantizer[] s_all = [new GenAIModelQuantizer(), new GgufModelQuantizer()];

    /// <summary>The one that quantizes a model: a folder of ONNX Runtime GenAI, or else a GGUF file.</summary>
    public static IModelQuantizer For(string model) => s_all.First(quantizer => quantizer.Takes(model));
}
