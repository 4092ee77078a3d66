namespace EvalHarness.Onnx;

/// <summary>Tokens of a model folder. Thread-safe.</summary>
internal interface IGenAITokenizer
{
    /// <summary>The tokens of a text, without a begin token of their own.</summary>
    int[] Encode(string text);

    /// <summary>Begins to turn tokens into text one by one; the caller disposes it.</summary>
    IGenAIDecoder BeginDecoding();
}
