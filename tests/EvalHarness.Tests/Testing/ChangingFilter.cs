using Microsoft.SemanticKernel;

namespace EvalHarness.Tests.Testing;

/// <summary>A filter that does something before and after every call of a function.</summary>
internal sealed class ChangingFilter(
    Action<FunctionInvocationContext>? before = null, Action<FunctionInvocationContext>? after = null)
    : IFunctionInvocationFilter
{
    public async Task OnFunctionInvocationAsync(
        FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        before?.Invoke(context);
        await next(context);
        after?.Invoke(context);
    }
}
