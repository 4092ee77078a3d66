using System.Runtime.InteropServices;

namespace EvalHarness.Inference.Engine;

/// <summary>
/// One request as the scheduler sees it: tokens that must be evaluated from position 0 on, and what to do with the
/// logits. All members but the constructor are called by the scheduler's thread alone.
/// </summary>
internal abstract class SequenceWork(CancellationToken cancellationToken)
{
    private readonly List<int> _target = [];

    /// <summary>Cancels the request.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Tokens whose keys and values are wanted, from position 0.</summary>
    public ReadOnlySpan<int> Target => CollectionsMarshal.AsSpan(_target);

    /// <summary>First position whose logits are wanted; all later ones are too.</summary>
    public int FirstWanted { get; private set; }

    /// <summary>Cache slot while the request is active.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Nothing more needs to be evaluated.</summary>
    public bool IsComplete { get; protected set; }

    /// <summary>Tells how many leading tokens of the target need no evaluation.</summary>
    public virtual void NoteReuse(int count)
    {
    }

    /// <summary>Takes the logits after a wanted position; may lengthen the target or end the request.</summary>
    public abstract void Accept(int position, ReadOnlySpan<float> logits);

    /// <summary>Sets the next target, when the whole target is evaluated and the request is not complete.</summary>
    public virtual void Continue() => throw new InvalidOperationException("The request neither grew nor ended.");

    /// <summary>Hands the result to whoever waits for it.</summary>
    public abstract void Finish();

    /// <summary>Hands an error to whoever waits for the result.</summary>
    public abstract void Fail(Exception error);

    /// <summary>Tells whoever waits that the request was cancelled.</summary>
    public abstract void Cancel();

    /// <summary>Sets what to evaluate next.</summary>
    protected void SetTarget(ReadOnlySpan<int> tokens, int firstWanted)
    {
        _target.Clear();
        _target.AddRange(tokens);
        FirstWanted = firstWanted;
    }

    /// <summary>Lengthens the target by one token.</summary>
    protected void Append(int token) => _target.Add(token);
}
