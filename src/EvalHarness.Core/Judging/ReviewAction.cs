namespace EvalHarness.Judging;

/// <summary>What a master judge makes of the first layer's verdicts.</summary>
public enum ReviewAction
{
    /// <summary>They stand.</summary>
    Uphold,

    /// <summary>They are wrong.</summary>
    Overturn,

    /// <summary>A person must decide.</summary>
    CannotDecide,
}
