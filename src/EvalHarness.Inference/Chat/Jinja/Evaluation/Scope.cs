using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>The names of a loop's round, a macro's call or the template. Inner names hide outer ones.</summary>
internal sealed class Scope(Scope? parent)
{
    private Dictionary<string, JinjaValue>? _names;

    /// <summary>Sets a name in this scope, which does not change outer ones.</summary>
    public void Set(string name, JinjaValue value) => (_names ??= new(StringComparer.Ordinal))[name] = value;

    /// <summary>The value of a name; <c>null</c> where no scope has it.</summary>
    public JinjaValue? Find(string name)
    {
        for (Scope? scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._names is { } names && names.TryGetValue(name, out JinjaValue? value))
            {
                return value;
            }
        }

        return null;
    }

    private Scope? Outer => parent;
}
