using EvalHarness;
using EvalHarness.Gating;
using EvalHarness.Metrics;
using EvalHarness.Pipeline;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Extensions;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.SemanticKernel;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace GateTests;

/// <summary>A release decision as a test of the application's own suite.</summary>
public sealed class ReleaseTests
{
    /// <summary>Fails where the quantized model may not ship, with the gates that say so.</summary>
    [Fact]
    public async Task TheQuantizedModelMayShip()
    {
        string folder = Directory.CreateTempSubdirectory("gate-").FullName;
        ResolvedConfiguration configuration = ConfigurationFile.Load(
            Path.Combine(AppContext.BaseDirectory, "eval.config.json"), new() { Output = folder });
        await using IRunStore store = RunStores.Open("sqlite:runs.db", folder);
        await using RunKernel judges = RunKernel.Create();
        EvalPipeline pipeline = new(
            store, new ModelProviders(ModelProviders.BuiltIn), judges, writers: [], TimeProvider.System);

        RunOutcome outcome = await pipeline.RunAsync(
            configuration, new RunOptions(), new Progress<RunProgress>(), CancellationToken.None);

        Assert.True(
            outcome.Report!.Decision == ReleaseDecision.Ship,
            string.Join('\n', outcome.Report.Gates.Select(gate => $"{gate.Candidate} {gate.Metric}: {gate.Reason}")));
        Assert.Equal(0, Assert.Single(outcome.Report.Judges).Unscored);
    }

    /// <summary>A metric of the harness takes part where Microsoft.Extensions.AI.Evaluation evaluates.</summary>
    [Fact]
    public async Task AMetricIsAnEvaluator()
    {
        MetricEvaluator evaluator = new(MetricCatalog.Parse("token_f1"));
        EvaluationResult result = await evaluator.EvaluateAsync(
            [new ChatMessage(ChatRole.User, "When?")],
            new ChatResponse(new ChatMessage(ChatRole.Assistant, "on Monday")),
            additionalContext: [new SampleContext(new Sample { Id = "1", Input = "When?", Targets = ["Monday"] })]);

        Assert.Equal(2.0 / 3, result.Get<NumericMetric>("token_f1").Value!.Value, 12);
    }

    /// <summary>An evaluator takes part where this harness scores.</summary>
    [Fact]
    public void AnEvaluatorIsAMetric()
    {
        EvaluatorMetric metric = new(
            new Politeness(), new MetricDefinition("polite", true, true, "Whether the answer says please; 0 or 1."));

        Score score = metric.Score(
            new Sample { Id = "1", Input = "?" }, new ModelOutput { SampleId = "1", Text = "Please wait." });

        Assert.Equal(1, score.Value);
    }

    private sealed class Politeness : IEvaluator
    {
        public IReadOnlyCollection<string> EvaluationMetricNames => ["polite"];

        public ValueTask<EvaluationResult> EvaluateAsync(
            IEnumerable<ChatMessage> messages,
            ChatResponse modelResponse,
            ChatConfiguration? chatConfiguration = null,
            IEnumerable<EvaluationContext>? additionalContext = null,
            CancellationToken cancellationToken = default) => ValueTask.FromResult(new EvaluationResult(
                new BooleanMetric(
                    "polite", modelResponse.Text.Contains("please", StringComparison.OrdinalIgnoreCase))));
    }
}
