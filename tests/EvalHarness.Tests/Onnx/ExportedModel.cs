using EvalHarness.Inference.Gguf;
using EvalHarness.Onnx;
using EvalHarness.Onnx.Export;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Onnx;

/// <summary>The bundled model as a folder of ONNX Runtime GenAI, made once for all tests of a class.</summary>
public sealed class ExportedModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Exports the model in single precision and in four bits.</summary>
    public ExportedModel()
    {
        using GgufFile file = GgufFile.Open(Source);
        GenAIExport.Write(file, Exact, OnnxWeightType.Float32);
        GenAIExport.Write(file, Rounded, OnnxWeightType.Int4);
    }

    /// <summary>The GGUF file.</summary>
    public static string Source { get; } = RepositoryRoot.Combine("models", "baseline.gguf");

    /// <summary>The folder in single precision.</summary>
    public string Exact => _folder.File("f32");

    /// <summary>The folder in four bits.</summary>
    public string Rounded => _folder.File("int4");

    /// <summary>A folder for the test's own files.</summary>
    public string Scratch => _folder.Path;

    public void Dispose() => _folder.Dispose();
}
