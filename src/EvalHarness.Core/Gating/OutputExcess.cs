namespace EvalHarness.Gating;

/// <summary>More outputs of a kind than its limit allows.</summary>
/// <param name="Key">The limit's key in the configuration.</param>
/// <param name="Kind">What the outputs are, as the end of a sentence.</param>
/// <param name="Count">Outputs of the kind.</param>
/// <param name="Outputs">All outputs of the model in the task.</param>
/// <param name="Limit">Largest share, 0 to 1.</param>
public sealed record OutputExcess(string Key, string Kind, int Count, int Outputs, double Limit)
{
    /// <summary>"60 of 60 outputs are empty (maxEmpty 1 %)".</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Count} of {Outputs} outputs {Kind} ({Key} {100 * Limit:0.##} %)");
}
