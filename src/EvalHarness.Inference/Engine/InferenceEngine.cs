using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Grammars;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Inference.Transformer;

namespace EvalHarness.Inference.Engine;

/// <summary>A loaded model that answers several requests at once. Safe to use from several threads.</summary>
/// <remarks>
/// What the embedded engine computes for a request has the same bits whatever else runs, on any number of threads;
/// other runtimes promise less.
/// </remarks>
public abstract class InferenceEngine : IDisposable, IAsyncDisposable
{
    /// <summary>Raised whenever the same weights and tokens would give other logits in the embedded engine.</summary>
    public const int Version = 2;

    private readonly AnswerGrammars _grammars;
    private readonly bool _tokenizerAddsSpace;
    private bool _isDisposed;

    private protected InferenceEngine(GgufMetadata metadata, Tokenizer tokenizer)
    {
        (Metadata, Tokenizer, _grammars) = (metadata, tokenizer, new AnswerGrammars(tokenizer));
        _tokenizerAddsSpace = tokenizer.Encode("a", addSpecial: false, parseSpecial: false) is [int first, ..]
            && tokenizer.DecodeBytes(first) is [(byte)' ', ..];
    }

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>What the model's file says of it.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>Logits per position: the number of tokens.</summary>
    public abstract int VocabularyLength { get; }

    /// <summary>Positions per sequence, prompt and answer together.</summary>
    public abstract int ContextLength { get; }

    /// <summary>Time that loading took.</summary>
    public TimeSpan LoadTime { get; private protected set; }

    /// <summary>Memory in use: weights (or the mapped file that holds them), keys and values, buffers.</summary>
    public abstract long MemoryBytes { get; }

    /// <summary>Bytes of keys and values of one position of one sequence; <c>null</c> if unknown.</summary>
    public abstract long? KeyValueBytesPerToken { get; }

    /// <summary>Bytes of weights that one decoded token reads; <c>null</c> if unknown.</summary>
    public abstract long? WeightBytesPerToken { get; }

    /// <summary>Loads a GGUF file into the embedded engine.</summary>
    /// <exception cref="GgufFormatException">
    /// The file or its adapter is damaged, its model is not supported, or the adapter is not for this model.
    /// </exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="EngineMemoryException">The memory that the model needs is not there.</exception>
    public static InferenceEngine Load(string path, EngineOptions? options = null) =>
        EmbeddedEngine.Load(path, options, GgufPart.LargestCopy);

    /// <summary>Loads a GGUF file; one of at most some bytes is read into memory.</summary>
    internal static InferenceEngine Load(string path, EngineOptions? options, long largestCopy) =>
        EmbeddedEngine.Load(path, options, largestCopy);

    /// <summary>Checks whether a model can be loaded with some options, without loading it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How it would be loaded.</param>
    /// <param name="typeOf">
    /// The type that a tensor will have when the model is loaded; <c>null</c> for the types that they have.
    /// </param>
    /// <exception cref="GgufFormatException">The model is not supported, or the options do not fit it.</exception>
    /// <exception cref="IOException">The adapter cannot be read.</exception>
    /// <exception cref="EngineMemoryException">The memory that the model needs is not there.</exception>
    public static void Check(GgufFile model, EngineOptions options, Func<GgufTensor, TensorType>? typeOf = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ModelConfig config = ModelConfig.Read(model.Metadata);
        new EngineMemory(model, config, options).Require(
            options.MemoryLimitBytes ?? Kernels.MemoryBudget.OfProcess.LimitBytes);
        if (options.AdapterPath is { } path)
        {
            LowRankAdapter.Open(path, model).Dispose();
        }

        if (options.Int8Activations)
        {
            ModelWeights.RequireByteWeights(model, typeOf ?? (tensor => tensor.Type));
        }
    }

    /// <summary>The tokens of a prompt, after the model's begin token; special tokens are not parsed.</summary>
    public int[] EncodePrompt(string text) => Tokenizer.Encode(text, addSpecial: true, parseSpecial: false);

    /// <summary>The tokens of a text that continues another.</summary>
    /// <remarks>
    /// Prompt and continuation are encoded apart, so that the prompt's tokens do not depend on what follows. A
    /// tokenizer that puts a space before every text puts it in place of the continuation's own.
    /// </remarks>
    public int[] EncodeContinuation(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Tokenizer.Encode(
            _tokenizerAddsSpace && text.StartsWith(' ') ? text[1..] : text, addSpecial: false, parseSpecial: false);
    }

    /// <summary>Continues a prompt.</summary>
    /// <param name="request">What to continue, and how.</param>
    /// <param name="onText">Gets each piece of the answer as soon as it is certain, on the engine's thread.</param>
    /// <param name="cancellationToken">Ends the request between two tokens.</param>
    /// <exception cref="ContextOverflowException">The prompt leaves no room for an answer.</exception>
    /// <exception cref="UnsupportedSchemaException">An answer cannot be held to the request's schema.</exception>
    public Task<GenerationResult> GenerateAsync(
        GenerationRequest request, Action<string>? onText = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        int[] prompt = request.PromptTokens is { } tokens ? [.. tokens] : EncodePrompt(request.Prompt!);
        RequireTokens(prompt, least: 1);
        RequireRoom(prompt.Length);
        AnswerConstraint? constraint = request.AnswerSchema is { } schema ? _grammars.Create(schema) : null;
        return Submit(
            new GenerationWork(request, prompt, Tokenizer, ContextLength, constraint, onText, cancellationToken));
    }

    /// <summary>Log-likelihoods of several continuations of one prefix.</summary>
    /// <param name="prefix">Tokens before every continuation; at least one.</param>
    /// <param name="continuations">Tokens of each continuation; at least one each.</param>
    /// <param name="cancellationToken">Ends the request between two passes.</param>
    /// <returns>One score per continuation, in their order.</returns>
    /// <exception cref="ContextOverflowException">Prefix and continuation do not fit the context.</exception>
    public Task<IReadOnlyList<ContinuationScore>> ScoreAsync(
        IReadOnlyList<int> prefix,
        IReadOnlyList<IReadOnlyList<int>> continuations,
        CancellationToken cancellationToken = default)
    {
        int[] given = [.. prefix];
        int[][] scored = [.. continuations.Select(tokens => tokens.ToArray())];
        RequireTokens(given, least: 1);
        RequireRoom(given.Length);
        foreach (int[] continuation in scored)
        {
            RequireTokens(continuation, least: 1);
            RequireRoom(given.Length + continuation.Length - 1);
        }

        return scored.Length == 0
            ? Task.FromResult<IReadOnlyList<ContinuationScore>>([])
            : Submit(new ContinuationWork(given, scored, cancellationToken));
    }

    /// <summary>Log-likelihood of each token of a text but the first, in nats.</summary>
    /// <param name="tokens">At least two; a text longer than the context is scored in rolling windows.</param>
    /// <param name="cancellationToken">Ends the request between two passes.</param>
    public Task<IReadOnlyList<double>> ScoreTextAsync(
        IReadOnlyList<int> tokens, CancellationToken cancellationToken = default)
    {
        int[] text = [.. tokens];
        RequireTokens(text, least: 2);
        return Submit(new TextWork(text, ContextLength, cancellationToken));
    }

    /// <summary>Evaluates a sequence and hands the logits after each position to a reader.</summary>
    /// <param name="tokens">The sequence, from position 0; at most the context.</param>
    /// <param name="firstPosition">First position whose logits are read.</param>
    /// <param name="reader">Takes the logits, on the engine's thread.</param>
    /// <param name="cancellationToken">Ends the request between two passes.</param>
    /// <returns>The number of rows that were read.</returns>
    public Task<int> ReadLogitsAsync(
        IReadOnlyList<int> tokens,
        int firstPosition,
        LogitsReader reader,
        CancellationToken cancellationToken = default)
    {
        int[] sequence = [.. tokens];
        ArgumentNullException.ThrowIfNull(reader);
        RequireTokens(sequence, least: 1);
        RequireRoom(sequence.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(firstPosition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(firstPosition, sequence.Length);
        return Submit(new LogitsWork(sequence, firstPosition, reader, cancellationToken));
    }

    /// <summary>Ends all requests and gives the model's memory back.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            Release();
        }

        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends all requests and gives memory back, once.</summary>
    private protected abstract void Release();

    /// <summary>Hands a request to the scheduler.</summary>
    private protected abstract void Schedule(SequenceWork work);

    private Task<T> Submit<T>(SequenceWork<T> work)
    {
        Schedule(work);
        return work.Completion;
    }

    private void RequireRoom(int positions)
    {
        if (positions > ContextLength)
        {
            throw new ContextOverflowException(positions, ContextLength);
        }
    }

    private void RequireTokens(int[] tokens, int least)
    {
        if (tokens.Length < least)
        {
            throw new ArgumentException($"{tokens.Length} tokens were given; at least {least} are needed.");
        }

        foreach (int token in tokens)
        {
            if ((uint)token >= (uint)VocabularyLength)
            {
                throw new ArgumentException($"Token {token} is not one of the model's {VocabularyLength}.");
            }
        }
    }
}
