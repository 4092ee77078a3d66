namespace EvalHarness.Inference;

/// <summary>A request needs more positions than the engine's context holds.</summary>
/// <param name="needed">Positions that the request needs.</param>
/// <param name="available">Positions of the context.</param>
public sealed class ContextOverflowException(int needed, int available) : Exception(
    FormattableString.Invariant($"The request needs {needed} positions; the context holds {available}. ")
    + "Shorten the prompt, or raise \"context\" (at most to the model's own context length).")
{
    /// <summary>Positions that the request needs.</summary>
    public int Needed => needed;

    /// <summary>Positions of the context.</summary>
    public int Available => available;
}
