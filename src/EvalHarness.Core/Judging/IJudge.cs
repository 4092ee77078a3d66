namespace EvalHarness.Judging;

/// <summary>Grades outputs one by one. Implementations are thread-safe.</summary>
public interface IJudge
{
    /// <summary>Name of the judge.</summary>
    string Name { get; }

    /// <summary>Grades that it may give.</summary>
    VerdictMenu Menu { get; }

    /// <summary>Judges one output. Whatever the judge answers, and when it does not, comes back as a verdict.</summary>
    /// <param name="request">The output and what to judge it by.</param>
    /// <param name="cancellationToken">Cancels the calls; the only thing that throws, apart from invalid input.</param>
    /// <exception cref="InvalidInputException">The request lacks a text that the judge needs.</exception>
    Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken);
}
