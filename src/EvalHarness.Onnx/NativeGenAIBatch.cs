using Microsoft.ML.OnnxRuntimeGenAI;

namespace EvalHarness.Onnx;

/// <summary>Several sequences of the native library in one generator, which takes the likeliest tokens.</summary>
internal sealed class NativeGenAIBatch : IGenAIBatch
{
    private readonly GeneratorParams _parameters;
    private readonly Generator _generator;

    /// <summary>Begins the sequences.</summary>
    public NativeGenAIBatch(Model model, int rows, int maxLength, bool ignoresEnd)
    {
        _parameters = NativeGenAISearch.Create(model, rows, GenAISampling.Greedy, maxLength);
        _parameters.SetSearchOption("min_length", ignoresEnd ? maxLength : 0);
        _generator = new Generator(model, _parameters);
    }

    /// <inheritdoc/>
    public bool IsOver => _generator.IsDone();

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<int> prompts) => _generator.AppendTokens(prompts);

    /// <inheritdoc/>
    public void GenerateNext(Span<int> tokens)
    {
        _generator.GenerateNextToken();
        _generator.GetNextTokens().CopyTo(tokens);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _generator.Dispose();
        _parameters.Dispose();
    }
}
