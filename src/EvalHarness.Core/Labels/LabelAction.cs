namespace EvalHarness.Labels;

/// <summary>What a person did with an item.</summary>
public enum LabelAction
{
    /// <summary>Gave it a score.</summary>
    Label,

    /// <summary>Cannot tell. In an estimate it counts as the worst, and never as a score.</summary>
    Abstain,

    /// <summary>Passed it over for now; no label.</summary>
    Skip,

    /// <summary>Took back their last label, abstention or skip of the item: the one before holds.</summary>
    Undo,

    /// <summary>Settled the item's score above everybody's labels; without a score, took that back.</summary>
    Adjudicate,
}
