namespace EvalHarness.Onnx;

/// <summary>A loaded model folder, as far as it is used: the native library behind it. Thread-safe.</summary>
internal interface IGenAIModel : IDisposable
{
    /// <summary>What the folder says of the model.</summary>
    GenAIFolder Folder { get; }

    /// <summary>Tokenizer of the folder.</summary>
    IGenAITokenizer Tokenizer { get; }

    /// <summary>Begins a sequence of its own.</summary>
    /// <param name="sampling">How its tokens are chosen.</param>
    /// <param name="maxLength">Most tokens of the sequence, the prompt's included.</param>
    IGenAISequence Begin(GenAISampling sampling, int maxLength);

    /// <summary>Begins sequences that are evaluated together, each of which takes the likeliest tokens.</summary>
    /// <param name="rows">Number of sequences; at least 1.</param>
    /// <param name="maxLength">Most tokens of a sequence, the prompt's and the filling after it included.</param>
    /// <param name="ignoresEnd">No sequence ends before it is full; for measuring speed.</param>
    IGenAIBatch BeginBatch(int rows, int maxLength, bool ignoresEnd = false);
}
