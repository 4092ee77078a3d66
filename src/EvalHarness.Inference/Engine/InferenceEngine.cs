using System.Diagnostics;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Kernels;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Inference.Transformer;

namespace EvalHarness.Inference.Engine;

/// <summary>
/// A loaded model that answers several requests at once. Safe to use from several threads. What it computes for a
/// request has the same bits whatever else runs, on any number of threads.
/// </summary>
public sealed class InferenceEngine : IDisposable, IAsyncDisposable
{
    /// <summary>Raised whenever the same weights and tokens would give other logits.</summary>
    public const int Version = 2;

    /// <summary>Most memory for the logits of one pass.</summary>
    private const long LogitMemoryBytes = 64L << 20;

    private readonly GgufFile _file;
    private readonly ModelWeights _weights;
    private readonly KeyValueCache _cache;
    private readonly WorkerTeam _team;
    private readonly ForwardPass _forward;
    private readonly BatchScheduler _scheduler;
    private readonly bool _tokenizerAddsSpace;
    private bool _isDisposed;

    private InferenceEngine(GgufFile file, EngineOptions options)
    {
        _file = file;
        Config = ModelConfig.Read(file.Metadata);
        Tokenizer = TokenizerFactory.FromGguf(file);
        _tokenizerAddsSpace = Tokenizer.Encode("a", addSpecial: false, parseSpecial: false) is [int first, ..]
            && Tokenizer.DecodeBytes(first) is [(byte)' ', ..];
        ContextLength = Math.Min(
            options.ContextLength ?? Math.Min(Config.ContextLength, EngineOptions.DefaultContextLimit),
            Config.ContextLength);
        using (LowRankAdapter? adapter = options.AdapterPath is { } path ? LowRankAdapter.Open(path, file) : null)
        {
            _weights = ModelWeights.Load(file, Config, options, adapter);
        }

        _cache = new KeyValueCache(Config, options.MaxSequences, ContextLength, options.KeyValueType);
        long logitRows = LogitMemoryBytes / sizeof(float) / Config.VocabularyLength;
        TokenBatch batch = new(
            options.BatchTokens, (int)Math.Clamp(logitRows, options.MaxSequences, options.BatchTokens));
        _team = new WorkerTeam(options.Threads);
        _forward = new ForwardPass(Config, _weights, _cache, _team, batch);
        _scheduler = new BatchScheduler(_forward, _cache, batch, file.RequireWhole);
    }

    /// <summary>Shape of the model.</summary>
    public ModelConfig Config { get; }

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>What the file says of its model.</summary>
    public GgufMetadata Metadata => _file.Metadata;

    /// <summary>Positions per sequence, prompt and answer together.</summary>
    public int ContextLength { get; }

    /// <summary>Size of the model's file, in bytes.</summary>
    public long FileBytes => _file.FileLength;

    /// <summary>Time that loading took.</summary>
    public TimeSpan LoadTime { get; private init; }

    /// <summary>Memory in use: weights (or the mapped file that holds them), keys and values, buffers.</summary>
    public long MemoryBytes =>
        (_weights.IsExpanded ? _file.CopiedBytes : FileBytes) + _weights.Bytes + _cache.Bytes + _forward.Bytes;

    /// <summary>Bytes of keys and values that are kept of one position of one sequence.</summary>
    public long KeyValueBytesPerToken => _cache.BytesPerToken;

    /// <summary>Bytes of weights that one decoded token reads.</summary>
    public long WeightBytesPerToken => _weights.BytesPerToken;

    /// <summary>Loads a GGUF file.</summary>
    /// <exception cref="GgufFormatException">
    /// The file or its adapter is damaged, its model is not supported, or the adapter is not for this model.
    /// </exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static InferenceEngine Load(string path, EngineOptions? options = null) =>
        Load(path, options, GgufPart.LargestCopy);

    /// <summary>Loads a GGUF file; one of at most some bytes is read into memory.</summary>
    internal static InferenceEngine Load(string path, EngineOptions? options, long largestCopy)
    {
        options ??= new EngineOptions();
        options.Validate();
        long start = Stopwatch.GetTimestamp();
        GgufFile file = GgufFile.Open(path, largestCopy);
        try
        {
            return new InferenceEngine(file, options) { LoadTime = Stopwatch.GetElapsedTime(start) };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Checks whether a model can be loaded with some options, without loading it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How it would be loaded.</param>
    /// <param name="typeOf">
    /// The type that a tensor will have when the model is loaded; <c>null</c> for the types that they have.
    /// </param>
    /// <exception cref="GgufFormatException">The model is not supported, or the options do not fit it.</exception>
    /// <exception cref="IOException">The adapter cannot be read.</exception>
    public static void Check(GgufFile model, EngineOptions options, Func<GgufTensor, TensorType>? typeOf = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ModelConfig.Read(model.Metadata);
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
    public Task<GenerationResult> GenerateAsync(
        GenerationRequest request, Action<string>? onText = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        int[] prompt = request.PromptTokens is { } tokens ? [.. tokens] : EncodePrompt(request.Prompt!);
        RequireTokens(prompt, least: 1);
        RequireRoom(prompt.Length);
        return Submit(new GenerationWork(request, prompt, Tokenizer, ContextLength, onText, cancellationToken));
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
    /// <param name="tokens">At least two; a text longer than the context is scored in overlapping windows.</param>
    /// <param name="cancellationToken">Ends the request between two passes.</param>
    public Task<IReadOnlyList<double>> ScoreTextAsync(
        IReadOnlyList<int> tokens, CancellationToken cancellationToken = default)
    {
        int[] text = [.. tokens];
        RequireTokens(text, least: 2);
        return ContextLength < 2
            ? throw new ContextOverflowException(2, ContextLength)
            : Submit(new TextWork(text, ContextLength, cancellationToken));
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

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _scheduler.Dispose();
        _team.Dispose();
        _forward.Dispose();
        _cache.Dispose();
        _weights.Dispose();
        _file.Dispose();
        NativeHeap.Trim();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<T> Submit<T>(SequenceWork<T> work)
    {
        _scheduler.Submit(work);
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
            if ((uint)token >= (uint)Config.VocabularyLength)
            {
                throw new ArgumentException($"Token {token} is not one of the model's {Config.VocabularyLength}.");
            }
        }
    }
}
