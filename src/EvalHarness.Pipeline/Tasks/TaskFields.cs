namespace EvalHarness.Pipeline.Tasks;

/// <summary>How documents are written: those that are asked, or those that are shown as examples.</summary>
internal sealed record TaskFields
{
    /// <summary><c>doc_to_text</c>: the question; an index of a choice where the choices are the contexts.</summary>
    public TaskField? Text { get; init; }

    /// <summary><c>doc_to_target</c>: the answer, its index among the choices, or several of either.</summary>
    public TaskField? Target { get; init; }

    /// <summary><c>doc_to_choice</c>: the choices.</summary>
    public TaskField? Choice { get; init; }

    /// <summary><c>gen_prefix</c>: how the model's answer begins.</summary>
    public TaskField? AnswerPrefix { get; init; }

    /// <summary><c>target_delimiter</c>: between question and answer.</summary>
    public string TargetDelimiter { get; init; } = " ";

    /// <summary><c>fewshot_delimiter</c>: behind each example.</summary>
    public string FewShotDelimiter { get; init; } = "\n\n";
}
