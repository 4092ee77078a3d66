using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Gguf;
using EvalHarness.LlamaCpp;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.LlamaCpp;

/// <summary>
/// The shared chat model in llama.cpp, from a file in which every weight is the float that its Q4_1 block stands for:
/// made once for all tests of a class, and deleted after them.
/// </summary>
public sealed class LlamaExactModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<InferenceEngine> _engine;

    /// <summary>Prepares the file; it is made when a test asks for the engine.</summary>
    public LlamaExactModel() => _engine = new(Load);

    /// <summary>The model, one sequence at a time, with exact keys and values.</summary>
    public InferenceEngine Engine => _engine.Value;

    /// <summary>The file.</summary>
    public string Path => _folder.File("f32.gguf");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_engine.IsValueCreated)
        {
            _engine.Value.Dispose();
        }

        _folder.Dispose();
    }

    private LlamaEngine Load()
    {
        QuantizeConfiguration recipe = new() { Method = "rtn", Type = "f32", Requantize = true };
        new GgufModelQuantizer().Quantize(
            SharedFixtures.ChatModel, Path, recipe, "the test", progress: null, CancellationToken.None);
        // On one thread: several wait for one another by spinning, and the machine that tests has others to run.
        LlamaOptions options = new()
        {
            Threads = 1,
            Sequences = 1,
            ContextLength = 512,
            KeyValueType = TensorType.F32,
        };
        return LlamaEngine.Load(Path, options, CancellationToken.None);
    }
}
