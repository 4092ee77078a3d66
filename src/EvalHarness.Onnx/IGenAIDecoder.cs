namespace EvalHarness.Onnx;

/// <summary>Turns tokens into text one by one.</summary>
internal interface IGenAIDecoder : IDisposable
{
    /// <summary>The text that is certain with this token; empty while a character is incomplete.</summary>
    string Decode(int token);
}
