using EvalHarness.LlamaCpp;

namespace EvalHarness.Tests.Testing;

/// <summary>A fact on the shared chat model in llama.cpp: skipped where either is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LlamaModelFactAttribute : FactAttribute
{
    public LlamaModelFactAttribute() => Skip = LlamaLibrary.IsUsable
        ? SharedFixtures.ModelSkipReason
        : "llama.cpp's native library is not here.";
}
