namespace EvalHarness.Inference.Engine;

/// <summary>Hands the logits of a sequence to a reader, row by row.</summary>
internal sealed class LogitsWork : SequenceWork<int>
{
    private readonly LogitsReader _reader;

    /// <summary>Prepares the evaluation.</summary>
    /// <param name="tokens">The sequence; not empty, and it fits the context.</param>
    /// <param name="firstPosition">First position whose logits are read.</param>
    /// <param name="reader">Takes the logits.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public LogitsWork(
        ReadOnlySpan<int> tokens, int firstPosition, LogitsReader reader, CancellationToken cancellationToken)
        : base(cancellationToken)
    {
        _reader = reader;
        SetTarget(tokens, firstPosition);
    }

    /// <inheritdoc/>
    public override void Accept(int position, ReadOnlySpan<float> logits)
    {
        _reader(position, logits);
        IsComplete = position == Target.Length - 1;
    }

    /// <inheritdoc/>
    protected override int CreateResult() => Target.Length - FirstWanted;
}
