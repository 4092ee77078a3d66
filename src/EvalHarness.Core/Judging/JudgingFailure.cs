namespace EvalHarness.Judging;

/// <summary>Why an item has no verdict; each is counted apart, and none is ever a score.</summary>
public enum JudgingFailure
{
    /// <summary>The answer holds no verdict that can be read.</summary>
    Parse,

    /// <summary>The answer was cut off.</summary>
    Truncated,

    /// <summary>The judge declined.</summary>
    Refusal,

    /// <summary>The endpoint answered with an error.</summary>
    Http,

    /// <summary>The endpoint did not answer in time.</summary>
    Timeout,

    /// <summary>The grade is none of those offered.</summary>
    OffMenu,

    /// <summary>The verdict is not the judge's own: its nonce is wrong.</summary>
    Injection,

    /// <summary>Code of the user's own failed.</summary>
    Failed,
}
