using System.Diagnostics;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Kernels;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Inference.Transformer;

namespace EvalHarness.Inference.Engine;

/// <summary>The engine of this project: f32 activations, and equal bits whatever else is computed beside.</summary>
internal sealed class EmbeddedEngine : InferenceEngine
{
    private readonly GgufFile _file;
    private readonly ModelConfig _config;
    private readonly ModelWeights _weights;
    private readonly KeyValueCache _cache;
    private readonly WorkerTeam _team;
    private readonly ForwardPass _forward;
    private readonly BatchScheduler _scheduler;

    private EmbeddedEngine(GgufFile file, ModelConfig config, EngineOptions options)
        : base(file.Metadata, TokenizerFactory.FromGguf(file))
    {
        (_file, _config) = (file, config);
        EngineMemory memory = new(file, config, options);
        memory.Require(options.MemoryLimitBytes ?? MemoryBudget.OfProcess.AvailableBytes);
        ContextLength = memory.ContextLength;
        using (LowRankAdapter? adapter = options.AdapterPath is { } path ? LowRankAdapter.Open(path, file) : null)
        {
            _weights = ModelWeights.Load(file, config, options, adapter);
        }

        MemoryBudget budget = options.MemoryLimitBytes is { } limit
            ? new MemoryBudget(limit - _weights.Bytes)
            : MemoryBudget.OfProcess;
        _cache = new KeyValueCache(config, options.MaxSequences, ContextLength, options.KeyValueType, budget);
        TokenBatch batch = new(options.BatchTokens, memory.LogitRows);
        _team = new WorkerTeam(options.Threads);
        _forward = new ForwardPass(config, _weights, _cache, _team, batch, budget);
        _scheduler = new BatchScheduler(_forward, _cache, batch, file.RequireWhole);
    }

    /// <inheritdoc/>
    public override int VocabularyLength => _config.VocabularyLength;

    /// <inheritdoc/>
    public override int ContextLength { get; }

    /// <inheritdoc/>
    public override long MemoryBytes =>
        (_weights.IsExpanded ? _file.CopiedBytes : _file.FileLength) + _weights.Bytes + _cache.Bytes + _forward.Bytes;

    /// <inheritdoc/>
    public override long? KeyValueBytesPerToken => _cache.BytesPerToken;

    /// <inheritdoc/>
    public override long? WeightBytesPerToken => _weights.BytesPerToken;

    /// <summary>Loads a GGUF file; one of at most some bytes is read into memory.</summary>
    public static new EmbeddedEngine Load(string path, EngineOptions? options, long largestCopy)
    {
        options ??= new EngineOptions();
        options.Validate();
        long start = Stopwatch.GetTimestamp();
        GgufFile file = GgufFile.Open(path, largestCopy);
        try
        {
            EmbeddedEngine engine = new(file, ModelConfig.Read(file.Metadata), options);
            engine.LoadTime = Stopwatch.GetElapsedTime(start);
            return engine;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private protected override void Schedule(SequenceWork work) => _scheduler.Submit(work);

    private protected override void Release()
    {
        _scheduler.Dispose();
        _team.Dispose();
        _forward.Dispose();
        _cache.Dispose();
        _weights.Dispose();
        _file.Dispose();
        NativeHeap.Trim();
    }
}
