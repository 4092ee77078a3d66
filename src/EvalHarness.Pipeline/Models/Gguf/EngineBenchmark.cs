using System.Diagnostics;
using EvalHarness.Inference.Engine;

namespace EvalHarness.Pipeline.Models.Gguf;

/// <summary>Measures how fast a loaded model reads prompts and writes answers.</summary>
/// <param name="engine">The model, otherwise idle.</param>
/// <param name="report">Gets a line of progress before each measurement.</param>
internal sealed class EngineBenchmark(InferenceEngine engine, Action<string> report)
{
    /// <summary>Tokens of the prompt before a decoded sequence.</summary>
    public const int DecodePrompt = 16;

    private static readonly TimeSpan s_leastTime = TimeSpan.FromSeconds(0.5);

    private readonly Random _random = new(1);

    /// <summary>Tokens of a prompt evaluated per second: the median of at least three repetitions.</summary>
    /// <param name="tokens">Length of the prompt, at most the context.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    public Task<double> MeasurePrefillAsync(int tokens, CancellationToken cancellationToken)
    {
        report(FormattableString.Invariant($"prefill of {tokens} tokens"));
        return RepeatAsync(async () =>
        {
            int[] prompt = RandomTokens(tokens);
            long start = Stopwatch.GetTimestamp();
            await engine.ReadLogitsAsync(prompt, tokens - 1, (_, _) => { }, cancellationToken);
            return tokens / Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
    }

    /// <summary>
    /// Tokens of several sequences together decoded per second, after all prompts: the median of at least three
    /// repetitions.
    /// </summary>
    /// <param name="sequences">Number of sequences, at most those of the engine.</param>
    /// <param name="tokens">Tokens decoded per sequence, at least 1.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    public Task<double> MeasureDecodeAsync(int sequences, int tokens, CancellationToken cancellationToken)
    {
        report(FormattableString.Invariant($"decode of {sequences} × {tokens} tokens"));
        return RepeatAsync(async () =>
        {
            long start = Stopwatch.GetTimestamp();
            GenerationResult[] results = await Task.WhenAll(Enumerable.Range(0, sequences).Select(
                _ => engine.GenerateAsync(
                    new GenerationRequest
                    {
                        PromptTokens = RandomTokens(DecodePrompt),
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

    private static async Task<double> RepeatAsync(Func<Task<double>> measure)
    {
        await measure();
        List<double> speeds = [];
        long start = Stopwatch.GetTimestamp();
        while (speeds.Count < 3 || Stopwatch.GetElapsedTime(start) < s_leastTime)
        {
            speeds.Add(await measure());
        }

        speeds.Sort();
        return speeds[speeds.Count / 2];
    }

    private int[] RandomTokens(int count)
    {
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++)
        {
            tokens[i] = _random.Next(engine.Config.VocabularyLength);
        }

        return tokens;
    }
}
