namespace EvalHarness.Judging;

/// <summary>What a verdict is asked for.</summary>
public enum VerdictPurpose
{
    /// <summary>To score an output that was drawn.</summary>
    Sample,

    /// <summary>To compare the judge with a labelled grade of a text that is no output of the run.</summary>
    Anchor,

    /// <summary>To compare the judge with a labelled grade of an output that was not drawn.</summary>
    Label,

    /// <summary>To see whether the judge repeats itself.</summary>
    Retest,

    /// <summary>To see whether the judge calls a text equal to itself.</summary>
    Identical,

    /// <summary>To see whether a bad output can talk the judge into a good grade.</summary>
    Canary,

    /// <summary>None: it is a person's grade of an output of the run.</summary>
    Person,
}
