namespace EvalHarness.Pipeline.Configuration;

/// <summary>What a judge is asked.</summary>
public enum JudgeKind
{
    /// <summary>A grade for one output against a rubric.</summary>
    Rubric,

    /// <summary>Which of the baseline's and the candidate's output is better, asked in both orders.</summary>
    Pairwise,

    /// <summary>Which claims of the output the source bears out: yes, no or idk, claim by claim.</summary>
    Qag,

    /// <summary>A grade by code of your own: a type of an assembly, or a program.</summary>
    Custom,
}
