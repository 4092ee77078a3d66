namespace EvalHarness.Pipeline.Labels;

/// <summary>Why an item is in the queue.</summary>
public enum QueueReason
{
    /// <summary>It was drawn, and its label speaks for all pairs that differ.</summary>
    Estimation,

    /// <summary>Not drawn: a master judge could not decide.</summary>
    CannotDecide,

    /// <summary>Not drawn: judges of one layer are a grade or more apart.</summary>
    Disagreement,

    /// <summary>Not drawn: a pairwise judge changed its mind with the order of the outputs.</summary>
    Flip,

    /// <summary>Not drawn: the first layer's verdicts went to a review.</summary>
    Escalated,

    /// <summary>Not drawn: a random item of the few-shot and dev parts, to work on a judge's prompt.</summary>
    Iteration,
}
