using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models;

/// <summary>
/// How a chat asks for the likeliest tokens at each place of the answer, and where the answer carries them. Both are
/// additional properties, because <see cref="ChatOptions"/> has no member for them.
/// </summary>
public static class LogProbabilityOption
{
    /// <summary>Property of <see cref="ChatOptions"/>: alternatives per token, an integer.</summary>
    public const string Name = "top_log_probabilities";

    /// <summary>Property of the answer, or of the last update of a streamed answer.</summary>
    public const string Result = "log_probabilities";
}
