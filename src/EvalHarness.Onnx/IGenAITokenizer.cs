namespace EvalHarness.Onnx;

/// <summary>Tokens of a model folder. Thread-safe.</summary>
internal interface IGenAITokenizer
{
    /// <summary>The tokens of a text, without a begin token of their own.</summary>
    int[] Encode(string text);

    /// <summary>A conversation written by the folder's chat template, up to the assistant's turn.</summary>
    /// <param name="messages">JSON array of objects with role and content.</param>
    string ApplyTemplate(string messages);

    /// <summary>Begins to turn tokens into text one by one; the caller disposes it.</summary>
    IGenAIDecoder BeginDecoding();
}
