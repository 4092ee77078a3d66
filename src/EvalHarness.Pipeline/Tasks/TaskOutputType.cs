namespace EvalHarness.Pipeline.Tasks;

/// <summary>What a task asks of a model; lm-evaluation-harness's <c>output_type</c>.</summary>
internal enum TaskOutputType
{
    /// <summary>A text, which is written until a stop text.</summary>
    GenerateUntil,

    /// <summary>How likely each choice is after the context.</summary>
    MultipleChoice,

    /// <summary>How likely the target is after the context.</summary>
    LogLikelihood,

    /// <summary>How likely a whole text is, in rolling windows.</summary>
    LogLikelihoodRolling,
}
