using Microsoft.ML.OnnxRuntimeGenAI;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace EvalHarness.Onnx;

/// <summary>One sequence of the native library: a generator of batch 1.</summary>
internal sealed class NativeGenAISequence : IGenAISequence
{
    private readonly GeneratorParams _parameters;
    private readonly Generator _generator;
    private readonly string _logitsName;

    /// <summary>Begins a sequence.</summary>
    public NativeGenAISequence(Model model, GenAIFolder folder, GenAISampling sampling, int maxLength)
    {
        _logitsName = folder.LogitsName;
        _parameters = NativeGenAISearch.Create(model, rows: 1, sampling, maxLength);
        _generator = new Generator(model, _parameters);
    }

    /// <inheritdoc/>
    public int LogitsRows
    {
        get
        {
            using Tensor logits = _generator.GetOutput(_logitsName);
            return (int)logits.Shape()[1];
        }
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<int> tokens) => _generator.AppendTokens(tokens);

    /// <inheritdoc/>
    public int GenerateNext()
    {
        _generator.GenerateNextToken();
        return _generator.GetNextTokens()[0];
    }

    /// <inheritdoc/>
    public void ReadLogits(int row, Span<float> target)
    {
        using Tensor logits = _generator.GetOutput(_logitsName);
        long[] shape = logits.Shape();
        if (shape is not [1, _, long vocabulary] || vocabulary < target.Length)
        {
            throw new NotSupportedException(
                $"The graph gives logits of shape {string.Join(" × ", shape)}, not 1 × positions × tokens.");
        }

        int start = checked((int)(row * vocabulary));
        switch (logits.Type())
        {
            case ElementType.float32:
                logits.GetData<float>().Slice(start, target.Length).CopyTo(target);
                break;
            case ElementType.float16:
                TensorPrimitives.ConvertToSingle(logits.GetData<Half>().Slice(start, target.Length), target);
                break;
            default:
                throw new NotSupportedException($"The graph gives logits of type {logits.Type()}.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _generator.Dispose();
        _parameters.Dispose();
    }
}
