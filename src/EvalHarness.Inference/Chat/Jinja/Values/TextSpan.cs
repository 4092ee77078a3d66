namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>A part of a text, in UTF-16 code units.</summary>
/// <param name="Start">The first unit, from 0.</param>
/// <param name="Length">Number of units, at least 1.</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>The first unit behind the part.</summary>
    public int End => Start + Length;
}
