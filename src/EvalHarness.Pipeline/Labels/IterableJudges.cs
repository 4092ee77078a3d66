using EvalHarness.Labels;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Labels;

/// <summary>The judges whose prompts can be improved by people's labels of a run.</summary>
internal static class IterableJudges
{
    /// <summary>
    /// Those of the first layer, with a prompt, that judged the run, with what people are asked beside them.
    /// </summary>
    public static IReadOnlyList<(string Judge, LabelQuestion Question)> Of(RunRecord run)
    {
        EvalConfiguration configuration = LabelQuestions.Configuration(run);
        return
        [
            .. configuration.Judges
                .Where(judge => judge.Value.Prompt is not null && run.Manifest.Judges.ContainsKey(judge.Key)
                    && configuration.Judging?.Layers.Skip(1).Any(layer => layer.Judges.Contains(judge.Key)) != true)
                .Select(judge => (judge.Key, judge.Value.Question)),
        ];
    }

    /// <summary>
    /// Why no label of a run may shape a prompt; <c>null</c> when those of the dev part may.
    /// </summary>
    /// <param name="draw">The draw in force; <c>null</c> without one.</param>
    public static string? Obstacle(EstimationDraw? draw) => draw switch
    {
        null => "Nothing is drawn yet, so no part of the samples is free for work on prompts. Draw them on the page "
            + "Label.",
        { Split.Dev: 0 } => "All labels of this run are sealed, because its gates need them: none may shape a prompt. "
            + "Work on prompts with a run of more samples.",
        _ => null,
    };
}
