using System.Diagnostics;
using EvalHarness.LlamaCpp;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models;
using Microsoft.Extensions.AI;

namespace EvalHarness.Benchmarks.LlamaCpp;

/// <summary>The provider's throughput beside that of LLamaSharp used directly, for the same prompts.</summary>
internal static class LlamaFigures
{
    private const int ContextLength = 512;
    private const int Repetitions = 5;

    private static readonly string[] s_beginnings =
    [
        "The history of the city begins with", "A recipe for bread needs", "When the sun sets over the sea,",
        "The engine of a car works by", "In the garden behind the house", "The teacher explained that",
        "A good book about birds says", "On the first day of winter", "The committee decided to",
        "Rivers carry water from", "My grandmother used to say", "The train to the mountains",
        "Scientists who study the stars", "To build a wooden table,", "The market opens early and",
        "After the long meeting, everyone",
    ];

    /// <summary>Prints tokens per second of both, and their ratio, for one sequence and for sixteen.</summary>
    /// <param name="model">A GGUF model.</param>
    /// <param name="maxTokens">Most tokens of an answer.</param>
    /// <param name="output">Where.</param>
    public static async Task PrintAsync(string model, int maxTokens, TextWriter output)
    {
        output.WriteLine("sequences\tdirect, tokens/s\tprovider, tokens/s\tratio");
        foreach (int sequences in (int[])[1, 16])
        {
            string[] prompts = s_beginnings[..sequences];
            using DirectLlama direct = new(model, sequences, ContextLength);
            using LoadedModel provider = await LoadAsync(model, sequences);
            ChatOptions options = new() { MaxOutputTokens = maxTokens, Temperature = 0 };
            List<double> directly = [];
            List<double> provided = [];
            for (int i = 0; i <= Repetitions; i++)
            {
                // In turns, so that what else the machine does falls on both; the first time is for warming up.
                double first = await MeasureAsync(() => Task.FromResult(direct.Answer(prompts, maxTokens)));
                double second = await MeasureAsync(() => AnswerAsync(provider.Client, prompts, options));
                if (i > 0)
                {
                    directly.Add(first);
                    provided.Add(second);
                }
            }

            (double mine, double theirs) = (Median(provided), Median(directly));
            output.WriteLine(FormattableString.Invariant(
                $"{sequences}\t{theirs:0.0}\t{mine:0.0}\t{mine / theirs:0.000}"));
        }
    }

    private static async Task<LoadedModel> LoadAsync(string model, int sequences)
    {
        LlamaCppProvider provider = new();
        ModelSource source = new(
            "m",
            new ModelConfiguration
            {
                Provider = provider.Name,
                Path = model,
                Sequences = sequences,
                Context = ContextLength,
                Chat = false,
            },
            model,
            CacheFolder: "");
        ModelIdentity identity = await provider.IdentifyAsync(source, CancellationToken.None);
        return await provider.LoadAsync(source, identity, CancellationToken.None);
    }

    private static async Task<(int Prompt, int Answer)> AnswerAsync(
        IChatClient client, string[] prompts, ChatOptions options)
    {
        ChatResponse[] answers = await Task.WhenAll(prompts.Select(prompt => client.GetResponseAsync(prompt, options)));
        return (
            (int)answers.Sum(answer => answer.Usage!.InputTokenCount!.Value),
            (int)answers.Sum(answer => answer.Usage!.OutputTokenCount!.Value));
    }

    private static async Task<double> MeasureAsync(Func<Task<(int Prompt, int Answer)>> answer)
    {
        long start = Stopwatch.GetTimestamp();
        (int prompt, int written) = await answer();
        return (prompt + written) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
