using EvalHarness.OnnxGenAI;
using EvalHarness.Pipeline.Models;
using EvalHarness.SemanticKernel;

namespace EvalHarness.Cli;

/// <summary>The providers of the program.</summary>
internal static class Providers
{
    /// <summary>One for each name that a configuration may give.</summary>
    public static ModelProviders All { get; } =
        new([.. ModelProviders.BuiltIn, new OnnxGenAIProvider(), new SemanticKernelProvider()]);
}
