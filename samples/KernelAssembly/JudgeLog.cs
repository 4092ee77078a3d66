using Microsoft.SemanticKernel;

namespace KernelAssembly;

/// <summary>Writes a line for every call to a judge.</summary>
public sealed class JudgeLog : IFunctionInvocationFilter
{
    private readonly Lock _lock = new();
    private readonly string _path = Environment.GetEnvironmentVariable("JUDGE_LOG") ?? "judge-calls.log";

    /// <inheritdoc/>
    public async Task OnFunctionInvocationAsync(
        FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        await next(context);
        if (context.Function.PluginName == "judges")
        {
            lock (_lock)
            {
                File.AppendAllLines(_path, [$"{context.Function.Name}: {context.Result}"]);
            }
        }
    }
}
