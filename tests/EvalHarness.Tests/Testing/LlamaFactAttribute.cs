using EvalHarness.LlamaCpp;

namespace EvalHarness.Tests.Testing;

/// <summary>A fact about models in llama.cpp, whose native library a build may leave out.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LlamaFactAttribute : FactAttribute
{
    public LlamaFactAttribute() => Skip = LlamaLibrary.IsUsable ? null : "llama.cpp's native library is not here.";
}
