using System.Diagnostics;
using EvalHarness.Pipeline.Models;
using EvalHarness.Statistics;
using Microsoft.ML.OnnxRuntimeGenAI;

namespace EvalHarness.Onnx;

/// <summary>Measures how fast a model folder reads prompts and writes answers.</summary>
public sealed class GenAIBenchmark : IModelBenchmark, IDisposable
{
    /// <summary>Most sequences that the library decodes together.</summary>
    public const int MostSequences = 32;

    private readonly NativeGenAIModel _model;
    private readonly Action<string> _report;
    private readonly long _before;
    private readonly int[] _tokens;
    private readonly SeededRandom _random = new(1);

    private GenAIBenchmark(GenAIFolder folder, int threads, Action<string> report)
    {
        _report = report;
        _before = Environment.WorkingSet;
        long start = Stopwatch.GetTimestamp();
        _model = NativeGenAIModel.Load(folder, threads);
        LoadTime = Stopwatch.GetElapsedTime(start);

        // The library leaves pad tokens out, and ends at the others.
        _tokens = [.. Enumerable.Range(0, folder.VocabularyLength)
            .Where(token => token != folder.PadId && !folder.EndIds.Contains(token))];
    }

    /// <summary>Positions of a sequence.</summary>
    public int ContextLength => _model.Folder.ContextLength;

    /// <summary>Time that loading took.</summary>
    public TimeSpan LoadTime { get; }

    /// <summary>Bytes of keys and values that are kept of one position; <c>null</c> when unknown.</summary>
    public long? KeyValueBytesPerToken => _model.Folder.KeyValueBytes is > 0 and long bytes ? bytes : null;

    /// <summary>What the process has grown by since before the model was loaded.</summary>
    public long MemoryBytes => Math.Max(0, Environment.WorkingSet - _before);

    /// <summary>Loads a folder; the caller disposes it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="threads">Threads that compute one operator.</param>
    /// <param name="report">Gets a line of progress before each measurement.</param>
    /// <exception cref="InvalidInputException">It is no model folder, or the runtime refuses it.</exception>
    public static GenAIBenchmark Load(string path, int threads, Action<string> report) =>
        new(GenAIFolder.Read(path), threads, report);

    /// <inheritdoc/>
    Task<MeasuredSpeed> IModelBenchmark.MeasurePrefillAsync(int tokens, CancellationToken cancellationToken)
    {
        _report(FormattableString.Invariant($"prefill of {tokens} tokens"));
        return RepeatAsync(
            () => tokens / Time(tokens, batch => batch.Append(Prompts(1, tokens))), cancellationToken);
    }

    /// <inheritdoc/>
    Task<MeasuredSpeed> IModelBenchmark.MeasureFirstTokenAsync(int tokens, CancellationToken cancellationToken)
    {
        _report(FormattableString.Invariant($"first token after {tokens} tokens"));
        return RepeatAsync(
            () => 1000 * Time(tokens + 1, batch =>
            {
                batch.Append(Prompts(1, tokens));
                batch.GenerateNext(new int[1]);
            }),
            cancellationToken);
    }

    /// <inheritdoc/>
    Task<MeasuredSpeed> IModelBenchmark.MeasureDecodeAsync(
        int sequences, int tokens, CancellationToken cancellationToken)
    {
        const int Prompt = IModelBenchmark.DecodePrompt;
        _report(FormattableString.Invariant($"decode of {sequences} × {tokens} tokens"));
        return RepeatAsync(
            () =>
            {
                using IGenAIBatch batch = _model.BeginBatch(sequences, Prompt + tokens + 1, ignoresEnd: true);
                int[] next = new int[sequences];
                batch.Append(Prompts(sequences, Prompt));
                batch.GenerateNext(next);
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < tokens; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    batch.GenerateNext(next);
                }

                return sequences * tokens / Stopwatch.GetElapsedTime(start).TotalSeconds;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private async Task<MeasuredSpeed> RepeatAsync(Func<double> measure, CancellationToken cancellationToken)
    {
        try
        {
            return await MeasuredSpeed.RepeatAsync(() => Task.Run(measure, cancellationToken));
        }
        catch (OnnxRuntimeGenAIException failure)
        {
            throw new InvalidInputException(
                _model.Folder.Path,
                $"a model that ONNX Runtime GenAI cannot run: {failure.Message}",
                "a model folder that it runs");
        }
    }

    // Seconds, without what it takes to begin.
    private double Time(int maxLength, Action<IGenAIBatch> work)
    {
        using IGenAIBatch batch = _model.BeginBatch(rows: 1, maxLength, ignoresEnd: true);
        long start = Stopwatch.GetTimestamp();
        work(batch);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private int[] Prompts(int rows, int length)
    {
        int[] prompts = new int[rows * length];
        for (int i = 0; i < prompts.Length; i++)
        {
            prompts[i] = _tokens[_random.Next(_tokens.Length)];
        }

        return prompts;
    }
}
