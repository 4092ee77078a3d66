using System.Text.Json.Nodes;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Labels;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;

namespace EvalHarness.Tests.Testing;

/// <summary>
/// A finished run whose outputs people label: the candidate <c>worse</c> differs where it is told to.
/// </summary>
internal sealed class LabelledEvaluation : IAsyncDisposable
{
    private LabelledEvaluation(JudgedEvaluation evaluation, IRunStore store, RunRecord run)
    {
        (Evaluation, Store, Run) = (evaluation, store, run);
        Question = LabelQuestions.Of(run).Single();
    }

    /// <summary>The evaluation, to run commands on.</summary>
    public JudgedEvaluation Evaluation { get; }

    /// <summary>Its store.</summary>
    public IRunStore Store { get; }

    /// <summary>The run.</summary>
    public RunRecord Run { get; }

    /// <summary>What people are asked.</summary>
    public LabelQuestion Question { get; }

    /// <summary>Runs an evaluation.</summary>
    /// <param name="samples">Number of samples.</param>
    /// <param name="differs">The samples on which the candidate differs.</param>
    /// <param name="configure">
    /// Changes the configuration first; <c>null</c> for a judge that finds everything good.
    /// </param>
    public static async Task<LabelledEvaluation> RunAsync(
        int samples, Func<int, bool> differs, Action<JudgedEvaluation>? configure = null)
    {
        JudgedEvaluation evaluation = new(samples);
        JsonObject configuration = evaluation.Evaluation.Configuration;
        ((JsonObject)configuration["judges"]!["local"]!).Remove("labels");
        configuration["candidates"] = new JsonArray("worse");
        configuration["gates"]![0]!["maxDrop"] = 0.25;
        evaluation.WriteAnswers("critic.jsonl", ("", JudgedEvaluation.Grade(5)));
        evaluation.Evaluation.WriteScript("base.jsonl", _ => false);
        evaluation.Evaluation.WriteScript("worse.jsonl", differs);
        configure?.Invoke(evaluation);
        (CommandResult result, _) = await evaluation.RunAsync("run");
        Assert.True(result.Output.Length > 0, result.Error);
        IRunStore store = RunStores.Open("sqlite:.evalharness/runs.db", evaluation.Evaluation.Folder);
        RunRecord run = await RunLookup.FindAsync(store, RunLookup.Latest, "RUN", CancellationToken.None);
        return new LabelledEvaluation(evaluation, store, run);
    }

    /// <summary>Stores a draw in which everything is sealed.</summary>
    public Task<EstimationDraw> DrawAsync(double share, LabelSplit? split = null) => Store.Labels.SaveDrawAsync(
        new EstimationDraw
        {
            RunId = Run.Id,
            Task = "ask",
            QuestionId = Question.Id,
            Share = share,
            Split = split ?? LabelSplit.AllSealed,
        },
        CancellationToken.None);

    /// <summary>The queue.</summary>
    public Task<LabelQueue> QueueAsync() => LabelQueue.ReadAsync(Store, Run, Question, CancellationToken.None);

    /// <summary>Labels an item as Ada.</summary>
    public Task<LabelEvent> LabelAsync(LabelItem item, double score, string labeller = "Ada") =>
        Store.Labels.AppendAsync(
            Entry(item, LabelAction.Label, labeller) with { Score = score }, CancellationToken.None);

    /// <summary>An entry of Ada's.</summary>
    public LabelEntry Entry(LabelItem item, LabelAction action, string labeller = "Ada") => new()
    {
        RunId = Run.Id,
        Labeller = labeller,
        Item = item,
        Question = Question,
        Action = action,
    };

    /// <summary>Decides the gates again and gives the candidate's.</summary>
    public async Task<JsonNode> GateAsync()
    {
        (CommandResult result, JsonNode report) = await Evaluation.RunAsync("gate", Run.Id);
        Assert.True(result.Output.Length > 0, result.Error);
        return report["gates"]!.AsArray().First(gate => (string)gate!["candidate"]! == "worse")!;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Evaluation.Dispose();
    }
}
