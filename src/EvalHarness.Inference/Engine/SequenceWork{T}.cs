namespace EvalHarness.Inference.Engine;

/// <summary>A request with a result of type <typeparamref name="T"/>.</summary>
internal abstract class SequenceWork<T>(CancellationToken cancellationToken) : SequenceWork(cancellationToken)
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The result, when there is one.</summary>
    public Task<T> Completion => _completion.Task;

    /// <inheritdoc/>
    public sealed override void Finish() => _completion.TrySetResult(CreateResult());

    /// <inheritdoc/>
    public sealed override void Fail(Exception error) => _completion.TrySetException(error);

    /// <inheritdoc/>
    public sealed override void Cancel() => _completion.TrySetCanceled(CancellationToken);

    /// <summary>The result of a complete request.</summary>
    protected abstract T CreateResult();
}
