using System.Collections.Concurrent;
using Microsoft.SemanticKernel;

namespace EvalHarness.Tests.Testing;

/// <summary>A filter that remembers every call of a function, by its full name, and its arguments.</summary>
internal sealed class RecordingFilter : IFunctionInvocationFilter
{
    private readonly ConcurrentQueue<(string Name, Dictionary<string, object?> Arguments)> _calls = [];

    public IEnumerable<string> Names => _calls.Select(call => call.Name);

    public IReadOnlyList<Dictionary<string, object?>> Arguments => [.. _calls.Select(call => call.Arguments)];

    public Task OnFunctionInvocationAsync(
        FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        _calls.Enqueue(($"{context.Function.PluginName}.{context.Function.Name}", context.Arguments.ToDictionary()));
        return next(context);
    }
}
