using System.Diagnostics;
using System.Text;
using EvalHarness.Inference;
using EvalHarness.Inference.Gguf;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Pipeline.Models.Gguf;
using LLama.Native;
using Microsoft.Extensions.AI;

namespace EvalHarness.LlamaCpp;

/// <summary>
/// An embedding model in llama.cpp. Texts are evaluated one by one, each whole and in an empty context, so that an
/// embedding depends on its text alone, whatever is asked beside it. Thread-safe.
/// </summary>
internal sealed class LlamaEmbedder : IChatClient, IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly SafeLlamaModelHandle _model;
    private readonly SafeLLamaContextHandle _context;
    private readonly LLamaBatch _batch = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly int _longest;

    private LlamaEmbedder(SafeLlamaModelHandle model, SafeLLamaContextHandle context, LlamaOptions options) =>
        (_model, _context, _longest) = (model, context, LlamaContext.LengthOf(model, options));

    /// <summary>Time it took to load the model.</summary>
    public TimeSpan LoadTime { get; private init; }

    /// <summary>Loads a GGUF model.</summary>
    /// <param name="path">The model.</param>
    /// <param name="options">How to load it; its pooling is the file's.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <exception cref="InvalidInputException">The model is damaged, not supported or no embedding model.</exception>
    public static LlamaEmbedder Load(string path, LlamaOptions options, CancellationToken cancellationToken)
    {
        LlamaLibrary.Require(path);
        long start = Stopwatch.GetTimestamp();
        using GgufFile file = LlamaModelFile.Open(path);
        if (LlamaPooling.FindObstacle(file.Metadata) is { } obstacle)
        {
            throw new InvalidInputException(
                path, $"a model without embeddings: {obstacle}", "an embedding model in GGUF");
        }

        options = options with { Pooling = LlamaPooling.Find(file.Metadata), Sequences = 1 };
        return GgufModelFile.Translate(path, () =>
        {
            SafeLlamaModelHandle model = LlamaModelFile.Load(file, options, hasWeights: true, cancellationToken);
            try
            {
                return new LlamaEmbedder(model, LlamaContext.Create(model, path, options), options)
                {
                    LoadTime = Stopwatch.GetElapsedTime(start),
                };
            }
            catch
            {
                model.Dispose();
                throw;
            }
        });
    }

    /// <inheritdoc/>
    /// <exception cref="ModelOutputException">A text is empty, too long, or could not be evaluated.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        GeneratedEmbeddings<Embedding<float>> found = [];
        long tokens = 0;
        foreach (string text in values)
        {
            await _turn.WaitAsync(cancellationToken);
            try
            {
                (float[] vector, int length) = await Task.Run(() => Evaluate(text), cancellationToken);
                found.Add(new(vector));
                tokens += length;
            }
            finally
            {
                _turn.Release();
            }
        }

        found.Usage = new() { InputTokenCount = tokens, TotalTokenCount = tokens };
        return found;
    }

    /// <inheritdoc/>
    /// <exception cref="EndpointException">Always: the model writes nothing.</exception>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) => throw Mute();

    /// <inheritdoc/>
    /// <exception cref="EndpointException">Always: the model writes nothing.</exception>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) => throw Mute();

    /// <inheritdoc cref="IChatClient.GetService"/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Gives the memory back, once no text is being evaluated.</summary>
    public void Dispose()
    {
        _turn.Wait();
        _context.Dispose();
        _model.Dispose();
        _turn.Dispose();
    }

    private static EndpointException Mute() =>
        new("The model gives embeddings and answers no prompt.", isTransient: false);

    private (float[] Vector, int Tokens) Evaluate(string text)
    {
        // What looks like a special token in a text stays text, as in messages.
        LLamaToken[] tokens = _model.Tokenize(text, addBos: true, special: false, Encoding.UTF8);
        if (tokens.Length == 0 || tokens.Length > _longest)
        {
            throw new ModelOutputException(tokens.Length == 0
                ? "A text without a token has no embedding."
                : FormattableString.Invariant($"A text of {tokens.Length} tokens is longer than the {_longest} that ")
                    + "the " + (_longest < _model.ContextSize
                        ? FormattableString.Invariant($"\"context\" allows; the model takes {_model.ContextSize}.")
                        : "model takes."));
        }

        _context.MemoryClear();
        _batch.Clear();
        for (int i = 0; i < tokens.Length; i++)
        {
            _batch.Add(tokens[i], i, LLamaSeqId.Zero, logits: true);
        }

        DecodeResult result = _context.Decode(_batch);
        return result == DecodeResult.Ok
            ? (_context.GetEmbeddingsSeq(LLamaSeqId.Zero).ToArray(), tokens.Length)
            : throw new ModelOutputException(FormattableString.Invariant(
                $"llama.cpp could not evaluate a text of {tokens.Length} tokens: code {(int)result}."));
    }
}
