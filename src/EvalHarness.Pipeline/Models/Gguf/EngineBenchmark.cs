using System.Diagnostics;
using EvalHarness.Inference.Engine;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.Models.Gguf;

/// <summary>Measures how fast a loaded model reads prompts and writes answers.</summary>
/// <param name="engine">The model, otherwise idle.</param>
/// <param name="report">Gets a line of progress before each measurement.</param>
internal sealed class EngineBenchmark(InferenceEngine engine, Action<string> report) : IModelBenchmark
{
    private readonly SeededRandom _random = new(1);

    /// <inheritdoc/>
    public Task<MeasuredSpeed> MeasurePrefillAsync(int tokens, CancellationToken cancellationToken)
    {
        report(FormattableString.Invariant($"prefill of {tokens} tokens"));
        return MeasuredSpeed.RepeatAsync(async () =>
        {
            int[] prompt = RandomTokens(tokens);
            long start = Stopwatch.GetTimestamp();
            await engine.ReadLogitsAsync(prompt, tokens - 1, (_, _) => { }, cancellationToken);
            return tokens / Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
    }

    /// <inheritdoc/>
    public Task<MeasuredSpeed> MeasureFirstTokenAsync(int tokens, CancellationToken cancellationToken)
    {
        report(FormattableString.Invariant($"first token after {tokens} tokens"));
        return MeasuredSpeed.RepeatAsync(async () => (await engine.GenerateAsync(
            new GenerationRequest { PromptTokens = RandomTokens(tokens), MaxTokens = 1, IgnoreEndOfText = true },
            onText: null,
            cancellationToken)).TimeToFirstToken.TotalMilliseconds);
    }

    /// <inheritdoc/>
    public Task<MeasuredSpeed> MeasureDecodeAsync(int sequences, int tokens, CancellationToken cancellationToken)
    {
        report(FormattableString.Invariant($"decode of {sequences} × {tokens} tokens"));
        return MeasuredSpeed.RepeatAsync(async () =>
        {
            long start = Stopwatch.GetTimestamp();
            GenerationResult[] results = await Task.WhenAll(Enumerable.Range(0, sequences).Select(
                _ => engine.GenerateAsync(
                    new GenerationRequest
                    {
                        PromptTokens = RandomTokens(IModelBenchmark.DecodePrompt),
                        MaxTokens = tokens + 1,
                        IgnoreEndOfText = true,
                    },
                    onText: null,
                    cancellationToken)));
            // From the moment when every sequence has its first token; the requests start within microseconds.
            TimeSpan prefill = results.Max(result => result.TimeToFirstToken);
            double seconds = (Stopwatch.GetElapsedTime(start) - prefill).TotalSeconds;
            return results.Sum(result => result.TokenTimes.Count(time => time > prefill)) / seconds;
        });
    }

    private int[] RandomTokens(int count)
    {
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++)
        {
            tokens[i] = _random.Next(engine.VocabularyLength);
        }

        return tokens;
    }
}
