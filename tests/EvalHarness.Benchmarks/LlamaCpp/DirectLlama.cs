using System.Numerics.Tensors;
using System.Text;
using EvalHarness.LlamaCpp;
using LLama.Native;

namespace EvalHarness.Benchmarks.LlamaCpp;

/// <summary>LLamaSharp without the harness: prompts one by one, then all sequences in one batch, greedily.</summary>
internal sealed class DirectLlama : IDisposable
{
    private readonly SafeLlamaModelHandle _model;
    private readonly SafeLLamaContextHandle _context;

    /// <summary>Loads a model.</summary>
    public DirectLlama(string path, int sequences, int contextLength)
    {
        LlamaLibrary.Require(path);
        // Read into memory, as the provider reads a file of this size.
        LLamaModelParams model = LLamaModelParams.Default();
        model.load_mode = LLamaLoadMode.None;
        _model = SafeLlamaModelHandle.LoadFromFile(path, model);
        LLamaContextParams wanted = LLamaContextParams.Default();
        wanted.n_ctx = (uint)(contextLength * sequences);
        wanted.n_batch = wanted.n_ubatch = LlamaOptions.BatchTokens;
        wanted.n_seq_max = (uint)sequences;
        wanted.n_threads = wanted.n_threads_batch = Environment.ProcessorCount;
        wanted.kv_unified = false;
        _context = SafeLLamaContextHandle.Create(_model, wanted);
    }

    /// <summary>Answers prompts, as many as there are sequences.</summary>
    /// <returns>Tokens of the prompts and of the answers.</returns>
    public (int Prompt, int Answer) Answer(IReadOnlyList<string> prompts, int maxTokens)
    {
        int[] lengths = new int[prompts.Count];
        LLamaToken[] next = new LLamaToken[prompts.Count];
        LLamaBatch batch = new();
        int prompt = 0;
        for (int i = 0; i < prompts.Count; i++)
        {
            LLamaToken[] tokens = _model.Tokenize(prompts[i], _model.Vocab.ShouldAddBOS, special: false, Encoding.UTF8);
            _context.MemorySequenceRemove((LLamaSeqId)i, -1, -1);
            batch.Clear();
            batch.AddRange(tokens, 0, (LLamaSeqId)i, logitsLast: true);
            Evaluate(batch);
            next[i] = Best(tokens.Length - 1);
            (lengths[i], prompt) = (tokens.Length, prompt + tokens.Length);
        }

        int answer = 0;
        List<int> open = [.. Enumerable.Range(0, prompts.Count)];
        for (int step = 0; step < maxTokens && open.Count > 0; step++)
        {
            open.RemoveAll(i => next[i].IsEndOfGeneration(_model));
            answer += open.Count;
            batch.Clear();
            int[] rows = [.. open.Select(i => batch.Add(next[i], lengths[i]++, (LLamaSeqId)i, logits: true))];
            if (rows.Length == 0 || step == maxTokens - 1)
            {
                break;
            }

            Evaluate(batch);
            for (int row = 0; row < rows.Length; row++)
            {
                next[open[row]] = Best(rows[row]);
            }
        }

        return (prompt, answer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _context.Dispose();
        _model.Dispose();
    }

    private void Evaluate(LLamaBatch batch)
    {
        if (_context.Decode(batch) != DecodeResult.Ok)
        {
            throw new InvalidOperationException("llama.cpp could not evaluate a batch.");
        }
    }

    private LLamaToken Best(int row) => TensorPrimitives.IndexOfMax<float>(_context.GetLogitsIth(row));
}
