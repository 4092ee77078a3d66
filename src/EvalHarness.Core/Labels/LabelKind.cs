namespace EvalHarness.Labels;

/// <summary>What a person is shown.</summary>
public enum LabelKind
{
    /// <summary>One output, which gets a grade.</summary>
    Output,

    /// <summary>The outputs of a baseline and a candidate, of which the better is named.</summary>
    Pair,
}
