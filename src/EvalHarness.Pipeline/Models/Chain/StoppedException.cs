namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>The user has stopped the work: no call and no wait is begun any more. Never a sample's error.</summary>
/// <param name="stop">What was cancelled.</param>
public sealed class StoppedException(CancellationToken stop)
    : OperationCanceledException("The work was stopped.", stop);
