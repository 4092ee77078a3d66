using Microsoft.SemanticKernel;

namespace EvalHarness.Benchmarks.Judging;

/// <summary>A filter that counts calls and lets them pass.</summary>
internal sealed class PassingFilter : IFunctionInvocationFilter
{
    private int _calls;

    /// <summary>Calls so far.</summary>
    public int Calls => _calls;

    /// <inheritdoc/>
    public Task OnFunctionInvocationAsync(
        FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        Interlocked.Increment(ref _calls);
        return next(context);
    }
}
