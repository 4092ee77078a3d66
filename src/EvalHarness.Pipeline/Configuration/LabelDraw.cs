namespace EvalHarness.Pipeline.Configuration;

/// <summary>How labelled texts were chosen.</summary>
public enum LabelDraw
{
    /// <summary>Grades were sought out or planted, so that each is common enough.</summary>
    ByClass,

    /// <summary>Random outputs of the task.</summary>
    Random,

    /// <summary>Both outputs of random samples on which baseline and candidate differ.</summary>
    Pairs,
}
