using System.Diagnostics;
using System.Globalization;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Prompts;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// The second layer: grades an output blind, then reviews the first layer's grades. What it cannot decide, and every
/// review that cannot be relied on, is left to a person. Thread-safe where its parts are.
/// </summary>
/// <param name="blind">Gives the master's own verdict before it sees any other.</param>
/// <param name="client">The master's model; not owned.</param>
/// <param name="prompt">Asks for the review; takes the grades in <c>{{verdicts}}</c>.</param>
/// <param name="outputVariable">The prompt's variable that takes the output.</param>
public sealed class MasterJudge(IJudge blind, IChatClient client, PromptTemplate prompt, string outputVariable)
{
    private const string VerdictsVariable = "verdicts";

    /// <summary>Seed of the order in which the grades are shown, and of sampling.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Time that the review may take.</summary>
    public TimeSpan CallLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Reviews one output.</summary>
    /// <param name="request">The output and what to judge it by.</param>
    /// <param name="firstLayer">The verdicts on it; the judges' names are not shown.</param>
    /// <param name="cancellationToken">Cancels the calls; the only thing that throws, apart from invalid input.</param>
    /// <exception cref="InvalidInputException">The request lacks a text that a prompt needs.</exception>
    public async Task<MasterReview> ReviewAsync(
        JudgingRequest request, IReadOnlyList<Verdict> firstLayer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(firstLayer);
        Verdict own = await blind.JudgeAsync(request, cancellationToken) with { Layer = 2 };
        double[] scores = Shown(request, firstLayer);
        if (scores.Length == 0)
        {
            return new MasterReview(
                own, null, null, "No judge of the first layer gave a grade.", "", new OutputUsage());
        }

        JudgePrompt question = Ask(request, scores);
        long started = Stopwatch.GetTimestamp();
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CallLimit);
        try
        {
            ChatResponse response = await client.GetResponseAsync(question.Messages, Options(), limit.Token);
            OutputUsage usage = new(
                (int?)response.Usage?.InputTokenCount,
                (int?)response.Usage?.OutputTokenCount,
                Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            (ReviewAction? action, double? score, string? reason) = Read(question, response, scores);
            return new MasterReview(own, action, score, reason, response.Text, usage);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return new MasterReview(own, null, null, $"The review failed: {failure.Message}", "", new OutputUsage(
                LatencyMs: Stopwatch.GetElapsedTime(started).TotalMilliseconds));
        }
    }

    // In an order that does not tell which judge gave which grade.
    private double[] Shown(JudgingRequest request, IReadOnlyList<Verdict> firstLayer) =>
    [
        .. firstLayer.Where(verdict => verdict.Score is not null)
            .OrderBy(
                verdict => JudgingSample.OrderOf($"{request.SampleId}\n{request.Model}\n{verdict.Judge}", Seed),
                StringComparer.Ordinal)
            .Select(verdict => verdict.Score!.Value),
    ];

    private JudgePrompt Ask(JudgingRequest request, double[] scores)
    {
        Dictionary<string, string> fields = new(request.Fields, StringComparer.Ordinal)
        {
            [VerdictsVariable] = string.Join(
                ", ", scores.Select(score => score.ToString("R", CultureInfo.InvariantCulture))),
        };
        PromptFence fence = PromptFence.Of(Seed, $"review\n{blind.Name}\n{request.SampleId}\n{request.Model}");
        return JudgePrompt.Render(prompt, outputVariable, request with { Fields = fields }, fence);
    }

    private (ReviewAction? Action, double? Score, string? Reason) Read(
        JudgePrompt question, ChatResponse response, double[] scores)
    {
        // The grades are no evidence, and an answer that stands in a judged text is the text's.
        string[] sources = [.. question.Sources.Where(one => one.Key != VerdictsVariable).Select(one => one.Value)];
        string answer = response.Text.Trim();
        return answer.Length > 0 && sources.Any(source => source.Contains(answer, StringComparison.Ordinal))
            ? (null, null, "The review is a part of a judged text.")
            : ReviewParser.Parse(
                answer,
                response.FinishReason is not { } finish || finish == ChatFinishReason.Stop,
                blind.Menu,
                scores,
                sources);
    }

    private ChatOptions Options() => new()
    {
        Temperature = (float)(prompt.Prompt.Settings.Temperature ?? 0),
        MaxOutputTokens = prompt.Prompt.Settings.MaxTokens,
        Seed = prompt.Prompt.Settings.Seed ?? Seed,
    };
}
