namespace EvalHarness.Onnx;

/// <summary>A question that waits for its answer.</summary>
/// <param name="Prompt">Tokens before the answer.</param>
/// <param name="Shape">The shape that it is answered in.</param>
/// <param name="StopStrings">Texts that end the answer and are no part of it.</param>
/// <param name="OnText">Gets each piece of the answer as soon as it is certain.</param>
/// <param name="CancellationToken">Ends it between two tokens.</param>
internal sealed record GenAIQuestion(
    int[] Prompt,
    GenAIShape Shape,
    IReadOnlyList<string> StopStrings,
    Action<string> OnText,
    CancellationToken CancellationToken)
{
    /// <summary>Receives the answer.</summary>
    public TaskCompletionSource<GenAIAnswer> Answer { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
