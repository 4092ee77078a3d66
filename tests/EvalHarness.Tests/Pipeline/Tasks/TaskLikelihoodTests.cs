using System.Text.Json;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Engine;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Opening;
using EvalHarness.Pipeline.Tasks.Requests;
using EvalHarness.Pipeline.Tasks.Scoring;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Tasks;

/// <summary>
/// Log-likelihoods and metrics of whole tasks with a real model: those of lm-evaluation-harness 0.4.13 in float32.
/// </summary>
public sealed class TaskLikelihoodTests(SharedModel model) : IClassFixture<SharedModel>
{
    private const double PerRequest = 5e-4;
    private const double PerToken = 1e-4;

    [SharedModelFact]
    public async Task LogLikelihoodsAndMetricsAreThoseOfUpstream()
    {
        using TemporaryFolder folder = new();
        foreach (JsonElement entry in File.ReadAllText(SharedFixtures.Combine("lm-eval", "tasks.jsonl"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))
            .Where(entry => !entry.GetProperty("apply_chat_template").GetBoolean()
                && entry.GetProperty("max_length").GetInt32() > 100))
        {
            TaskFile task = TaskCase.Read(folder, UpstreamTask.ToYaml(entry.GetProperty("task")));
            TaskData data = new()
            {
                Dataset = folder.Write("docs.jsonl", Rows(entry.GetProperty("docs"), "doc")),
                FewShotDataset = entry.TryGetProperty("fewshot_pool", out JsonElement pool)
                    ? folder.Write("pool.jsonl", Rows(pool, null)) : null,
                Shots = entry.GetProperty("num_fewshot").GetInt32(),
                Seed = entry.TryGetProperty("fewshot_seed", out JsonElement seed) ? seed.GetInt64() : 0,
            };
            OpenedTask opened = await OpenedTask.OpenAsync(task, data, copies: null, CancellationToken.None);
            TaskSamples samples = new(opened, PromptForm.Plain, BadSamplePolicy.Stop);

            // At once, so that the engine reads its weights once for several of them.
            await Task.WhenAll((await samples.ReadAsync(CancellationToken.None).ToArrayAsync())
                .Zip(entry.GetProperty("docs").EnumerateArray())
                .Select(pair => CheckAsync(task, pair.First, pair.Second, entry.GetProperty("id").GetString()!)));
        }
    }

    private async Task CheckAsync(TaskFile task, Sample sample, JsonElement document, string id)
    {
        List<LogLikelihood> found = [];
        JsonElement[] expected = [.. document.GetProperty("requests").EnumerateArray()];
        foreach ((ContinuationScore score, JsonElement request) in (await ScoreAsync(sample)).Zip(expected))
        {
            double tolerance = PerRequest + (PerToken * request.GetProperty("n_tokens").GetInt32());
            Assert.True(
                Math.Abs(score.LogLikelihood - request.GetProperty("loglikelihood").GetDouble()) <= tolerance,
                $"{id}, document {sample.Id}: {score.LogLikelihood}");
            Assert.Equal(request.GetProperty("is_greedy").GetBoolean(), score.IsGreedy);
            found.Add(new(score.LogLikelihood, score.TokenLogLikelihoods.Count) { IsGreedy = score.IsGreedy });
        }

        ModelOutput output = new() { SampleId = sample.Id, LogLikelihoods = found };
        foreach (IMetric metric in TaskMetrics.Create(task, TaskMetrics.NamesOf(task), id))
        {
            if (document.GetProperty("expected").TryGetProperty(metric.Definition.Name, out JsonElement value)
                && value.ValueKind == JsonValueKind.Number && metric.Definition.Name != "perplexity"
                && id != "truthfulqa-mc2")
            {
                Assert.Equal(value.GetDouble(), metric.Score(sample, output).Value);
            }
        }
    }

    // Texts behind one context are asked together, as in a run.
    private async Task<IReadOnlyList<ContinuationScore>> ScoreAsync(Sample sample)
    {
        List<ContinuationScore> scores = [];
        foreach (var alike in sample.ScoredTexts
            .Select(text => RenderedChat.FromPlainText(text.Context ?? sample.Messages[0].Content)
                .EncodeWith(model.Engine.Tokenizer, text.Text))
            .GroupBy(pair => string.Join(' ', pair.Context)))
        {
            scores.AddRange(await model.Engine.ScoreAsync(
                alike.First().Context, [.. alike.Select(pair => pair.Continuation)]));
        }

        return scores;
    }

    private static string Rows(JsonElement documents, string? property) => string.Join('\n', documents.EnumerateArray()
        .Select(document => (property is null ? document : document.GetProperty(property)).GetRawText()));
}
