using EvalHarness.Inference.Sampling;

namespace EvalHarness.Onnx;

/// <summary>Turns the tokens of one answer into text, and says when it is over. For one thread at a time.</summary>
/// <param name="model">The model.</param>
/// <param name="limit">Most tokens; at least 1.</param>
/// <param name="stopStrings">Texts that end the answer and are no part of it.</param>
/// <param name="onText">Gets each piece of the answer as soon as it is certain.</param>
/// <param name="onToken">Gets each token; may be <c>null</c>.</param>
internal sealed class GenAIWriter(
    IGenAIModel model,
    int limit,
    IReadOnlyList<string> stopStrings,
    Action<string> onText,
    Action<int>? onToken = null) : IDisposable
{
    private readonly IGenAIDecoder _decoder = model.Tokenizer.BeginDecoding();
    private readonly StopStringScanner _scanner = new([.. stopStrings.Where(stop => stop.Length > 0)]);
    private int _count;
    private bool _hasEnded;

    /// <summary>No further token belongs to the answer.</summary>
    public bool IsOver => _hasEnded || _scanner.IsStopped || _count >= limit;

    /// <summary>Takes the next token.</summary>
    public void Take(int token)
    {
        _hasEnded = model.Folder.EndIds.Contains(token);
        if (!_hasEnded)
        {
            _count++;
            onToken?.Invoke(token);
            Give(_scanner.Feed(_decoder.Decode(token)));
        }
    }

    /// <summary>Gives the text that was held back, and says how the answer ended.</summary>
    public GenAIAnswer Finish()
    {
        Give(_scanner.Flush());
        return new GenAIAnswer(_count, _hasEnded || _scanner.IsStopped, _hasEnded);
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    private void Give(string text)
    {
        if (text.Length > 0)
        {
            onText(text);
        }
    }
}
