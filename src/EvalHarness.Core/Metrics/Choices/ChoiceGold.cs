namespace EvalHarness.Metrics.Choices;

/// <summary>Reads which choice is right as lm-evaluation-harness does.</summary>
public static class ChoiceGold
{
    /// <summary>Stands for a right choice that is none of the choices: every answer is wrong.</summary>
    public const int None = -100;

    /// <summary>
    /// The place of a right choice given by its index. One beyond the last is <see cref="None"/>; a negative one stays,
    /// is never predicted, and counts from the end where greedy continuations are looked up.
    /// </summary>
    /// <param name="index">From 0.</param>
    /// <param name="count">Number of choices.</param>
    public static int FromIndex(int index, int count) => index < count ? index : None;

    /// <summary>
    /// The place of a right choice given by its text, the first of equal ones; else <see cref="None"/>.
    /// </summary>
    /// <param name="text">The text, to the letter.</param>
    /// <param name="choices">The choices.</param>
    public static int FromText(string text, IReadOnlyList<string> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        for (int i = 0; i < choices.Count; i++)
        {
            if (choices[i] == text)
            {
                return i;
            }
        }

        return None;
    }
}
