namespace EvalHarness.Cli.Options;

/// <summary>What the process tells its caller.</summary>
internal enum ExitCode
{
    /// <summary>All gates pass, or the command did its work.</summary>
    Passed = 0,

    /// <summary>A gate fails.</summary>
    Failed = 1,

    /// <summary>No gate fails and one is undecided.</summary>
    Inconclusive = 2,

    /// <summary>Cancelled, or too many errors.</summary>
    Incomplete = 3,

    /// <summary>Bad input, configuration or usage.</summary>
    BadInput = 4,
}
