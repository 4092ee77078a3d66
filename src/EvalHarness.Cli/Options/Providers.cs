using EvalHarness.LlamaCpp;
using EvalHarness.Onnx;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.SemanticKernel;

namespace EvalHarness.Cli.Options;

/// <summary>The providers of the program.</summary>
internal static class Providers
{
    /// <summary>One for each name that a configuration may give.</summary>
    /// <param name="kernel">The run's Kernel, whose services and functions may be models.</param>
    public static ModelProviders Create(RunKernel kernel) =>
        new([
            .. ModelProviders.BuiltIn, new LlamaCppProvider(), new OnnxGenAIProvider(),
            new SemanticKernelProvider(kernel)]);
}
