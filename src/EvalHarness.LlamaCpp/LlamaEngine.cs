using System.Diagnostics;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Gguf;
using EvalHarness.Pipeline.Models.Gguf;
using LLama.Native;

namespace EvalHarness.LlamaCpp;

/// <summary>A model in llama.cpp, which runs every architecture and every type of weights that it knows.</summary>
/// <remarks>
/// Equal requests get equal bits on one processor, as long as the shape of the batches is fixed; on another processor,
/// or in batches of another shape, they may not.
/// </remarks>
internal sealed class LlamaEngine : InferenceEngine
{
    private readonly SafeLlamaModelHandle _model;
    private readonly LlamaSequences _sequences;
    private readonly LlamaScheduler _scheduler;

    private LlamaEngine(
        SafeLlamaModelHandle model, GgufMetadata metadata, LlamaOptions options, SafeLLamaContextHandle context)
        : base(metadata, LlamaTokenizer.From(model, metadata))
    {
        _model = model;
        VocabularyLength = model.Vocab.Count;
        ContextLength = LlamaContext.LengthOf(model, options);
        KeyValueBytesPerToken = LlamaContext.FindBytesPerToken(model, metadata, options.KeyValueType);
        WeightBytesPerToken = (long)model.SizeInBytes;
        MemoryBytes = (long)model.SizeInBytes
            + ((KeyValueBytesPerToken ?? 0) * context.ContextSize);
        _sequences = new LlamaSequences(context, options);
        _scheduler = new LlamaScheduler(_sequences);
    }

    /// <inheritdoc/>
    public override int VocabularyLength { get; }

    /// <inheritdoc/>
    public override int ContextLength { get; }

    /// <inheritdoc/>
    public override long MemoryBytes { get; }

    /// <inheritdoc/>
    public override long? KeyValueBytesPerToken { get; }

    /// <inheritdoc/>
    public override long? WeightBytesPerToken { get; }

    /// <summary>Tokens evaluated so far, of prompts and answers; those that were shared count once.</summary>
    public long EvaluatedTokens => _sequences.EvaluatedTokens;

    /// <summary>Loads a GGUF model, or the first of the files that it is split into.</summary>
    /// <param name="path">The model.</param>
    /// <param name="options">How to load it.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <exception cref="InvalidInputException">
    /// The native library is absent, or the model or its adapter is damaged or not supported.
    /// </exception>
    public static LlamaEngine Load(string path, LlamaOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        LlamaLibrary.Require(path);
        long start = Stopwatch.GetTimestamp();
        using GgufFile file = LlamaModelFile.Open(path);
        return GgufModelFile.Translate(path, () =>
        {
            SafeLlamaModelHandle model = LlamaModelFile.Load(file, options, hasWeights: true, cancellationToken);
            SafeLLamaContextHandle? context = null;
            try
            {
                context = LlamaContext.Create(model, path, options);
                LlamaEngine engine = new(model, file.Metadata, options, context);
                engine.LoadTime = Stopwatch.GetElapsedTime(start);
                return engine;
            }
            catch
            {
                context?.Dispose();
                model.Dispose();
                throw;
            }
        });
    }

    private protected override void Schedule(SequenceWork work) => _scheduler.Submit(work);

    private protected override void Release()
    {
        _scheduler.Dispose();
        _model.Dispose();
    }
}
