using EvalHarness.Inference;
using EvalHarness.Inference.Engine;

namespace EvalHarness.Tests.Testing;

/// <summary>
/// A real chat model that lies beside the repository where it is developed (SmolLM2-135M-Instruct, Q4_1), loaded once
/// for the tests of a class that ask it.
/// </summary>
public sealed class SharedModel : IDisposable
{
    // On one thread: the machine that tests has others to run.
    private readonly Lazy<InferenceEngine> _engine = new(
        () => InferenceEngine.Load(SharedFixtures.ChatModel, new EngineOptions { Threads = 1 }));

    /// <summary>The model in the embedded engine.</summary>
    public InferenceEngine Engine => _engine.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_engine.IsValueCreated)
        {
            _engine.Value.Dispose();
        }
    }
}
