using System.Collections.Concurrent;
using EvalHarness.Onnx;

namespace EvalHarness.Tests.Onnx;

/// <summary>A model without a library: each sequence counts up from its prompt's last token, and ends at 100.</summary>
internal sealed class CountingGenAIModel : IGenAIModel, IGenAITokenizer
{
    public const int End = 100;

    /// <summary>Rows of every batch, in the order in which they began.</summary>
    public ConcurrentQueue<int> Batches { get; } = new();

    /// <summary>Thrown where a batch begins.</summary>
    public Exception? Failure { get; init; }

    public GenAIFolder Folder { get; } = new()
    {
        Path = "",
        Type = "counting",
        VocabularyLength = 200,
        ContextLength = 512,
        BeginId = null,
        EndIds = [End],
        PadId = 0,
        KeyValueBytes = 0,
        LogitsName = "logits",
        AddsBegin = false,
    };

    public IGenAITokenizer Tokenizer => this;

    public IGenAISequence Begin(GenAISampling sampling, int maxLength) => throw new NotSupportedException();

    public IGenAIBatch BeginBatch(int rows, int maxLength, bool ignoresEnd = false)
    {
        Batches.Enqueue(rows);
        return Failure is null ? new Batch(rows) : throw Failure;
    }

    public int[] Encode(string text) => [.. text.Split(' ').Select(int.Parse)];

    public IGenAIDecoder BeginDecoding() => new Decoder();

    public void Dispose()
    {
    }

    private sealed class Decoder : IGenAIDecoder
    {
        public string Decode(int token) => FormattableString.Invariant($"{token} ");

        public void Dispose()
        {
        }
    }

    private sealed class Batch(int rows) : IGenAIBatch
    {
        private int[] _last = [];

        public bool IsOver => Array.TrueForAll(_last, token => token == End);

        public void Append(ReadOnlySpan<int> prompts)
        {
            int length = prompts.Length / rows;
            _last = new int[rows];
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<int> prompt = prompts.Slice(row * length, length);
                _last[row] = prompt.TrimEnd(0)[^1];
            }
        }

        public void GenerateNext(Span<int> tokens)
        {
            Assert.False(IsOver);
            _last = Array.ConvertAll(_last, token => Math.Min(End, token + 1));
            _last.CopyTo(tokens);
        }

        public void Dispose()
        {
        }
    }
}
