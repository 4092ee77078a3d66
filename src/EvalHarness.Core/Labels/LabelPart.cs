namespace EvalHarness.Labels;

/// <summary>What the labels of a group of samples may be used for.</summary>
public enum LabelPart
{
    /// <summary>Examples in a judge's prompt.</summary>
    FewShot,

    /// <summary>Working on a judge's prompt.</summary>
    Dev,

    /// <summary>Measuring alone: estimates and gates rest on it, and each look at it is counted.</summary>
    Sealed,
}
