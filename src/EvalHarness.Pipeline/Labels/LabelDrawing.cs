using EvalHarness.Labels;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Labels;

/// <summary>Draws the pairs that people label for estimation.</summary>
public static class LabelDrawing
{
    /// <summary>A draw that would give every gate of a run the labels that it needs.</summary>
    /// <param name="store">Holds the run.</param>
    /// <param name="run">The run.</param>
    /// <param name="question">A question of <see cref="LabelQuestions.Of(RunRecord)"/>.</param>
    /// <param name="cancellationToken">Cancels between samples.</param>
    public static async Task<DrawProposal> ProposeAsync(
        IRunReader store, RunRecord run, LabelQuestion question, CancellationToken cancellationToken) =>
        (await LabelQueue.ReadAsync(store, run, question, cancellationToken)).Propose();

    /// <summary>The stored draw of a question; where there is none, the one proposed is stored.</summary>
    /// <param name="store">Holds the run, and receives the draw.</param>
    /// <param name="run">The run.</param>
    /// <param name="question">A question of <see cref="LabelQuestions.Of(RunRecord)"/>.</param>
    /// <param name="author">Who asks for it.</param>
    /// <param name="cancellationToken">Cancels between samples.</param>
    public static async Task<EstimationDraw> DrawAsync(
        IRunReader store,
        RunRecord run,
        LabelQuestion question,
        string author,
        CancellationToken cancellationToken)
    {
        LabelQueue queue = await LabelQueue.ReadAsync(store, run, question, cancellationToken);
        return queue.Draw ?? await store.Labels.SaveDrawAsync(
            queue.Propose().Draw with { Author = author }, cancellationToken);
    }
}
