namespace EvalHarness.Labels;

/// <summary>What labels were looked at for.</summary>
public enum LabelLookKind
{
    /// <summary>A gate on people's grades was decided.</summary>
    Gate,

    /// <summary>A judge was measured on the sealed part.</summary>
    Sealed,
}
