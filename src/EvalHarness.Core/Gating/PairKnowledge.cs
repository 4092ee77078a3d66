namespace EvalHarness.Gating;

/// <summary>What is known of the change between two outputs of one sample.</summary>
public enum PairKnowledge
{
    /// <summary>The outputs are equal, so the change is 0.</summary>
    Equal,

    /// <summary>The outputs differ, and the pair was not drawn to be graded.</summary>
    NotDrawn,

    /// <summary>The outputs differ, and the pair was drawn; its grade may be missing all the same.</summary>
    Drawn,

    /// <summary>Known without a draw, such as the change to an output without text.</summary>
    Certain,

    /// <summary>One of the outputs does not exist, so no draw could tell the change.</summary>
    Lost,
}
