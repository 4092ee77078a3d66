using System.Runtime.CompilerServices;

namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>Counts what a rendering uses, before it is used, and knows where in the template it stands.</summary>
internal sealed class Meter(string source, RenderingLimits limits, TemplateSettings settings)
{
    private long _steps;
    private long _memory;
    private int _depth;
    private int _calls;
    private int _values;

    /// <summary>What the rendering program sets.</summary>
    public TemplateSettings Settings { get; } = settings;

    /// <summary>The limits that are counted against.</summary>
    public RenderingLimits Limits { get; } = limits;

    /// <summary>The offset in the source of what is evaluated.</summary>
    public int At { get; set; }

    /// <summary>A fault at the place that is evaluated.</summary>
    public TemplateException Fault(string reason) => TemplateException.At(source, At, reason);

    /// <summary>Refuses an undefined value where such values may not be used at all.</summary>
    public void Use(JinjaValue value)
    {
        if (Settings.IsStrict && value is UndefinedValue { IsLenient: false } missing)
        {
            throw Fault(missing.Reason);
        }
    }

    /// <summary>What a condition makes of a value.</summary>
    public bool IsTrue(JinjaValue value)
    {
        Use(value);
        return value.IsTrue;
    }

    /// <summary>The refusal that the template itself asks for.</summary>
    public TemplateException Raised(string reason) => TemplateException.At(source, At, reason, isRaised: true);

    /// <summary>Counts steps.</summary>
    public void Step(long count = 1)
    {
        if ((_steps += count) > Limits.Steps)
        {
            throw Fault($"The template needs more than {Limits.Steps} steps, the limit of one rendering.");
        }
    }

    /// <summary>Counts a search through a text: longer needles can cost their length at every character.</summary>
    public void StepSearch(int length, int needle) =>
        Step(1 + (length / 64) + (needle > 32 ? (long)length * needle / 4096 : 0));

    /// <summary>Counts memory.</summary>
    public void Reserve(long bytes)
    {
        if ((_memory += bytes) > Limits.Memory)
        {
            throw Fault($"The template makes values of more than {Limits.Memory} bytes, the limit of one rendering.");
        }
    }

    /// <summary>Counts a text that is about to be made.</summary>
    public void ReserveText(long length)
    {
        if (length > Limits.TextLength)
        {
            throw Fault($"The template makes a text of more than {Limits.TextLength} characters, the limit.");
        }

        Step(length / 256);
        Reserve(64 + (2 * length));
    }

    /// <summary>Counts a list that is about to be made.</summary>
    public void ReserveList(long count)
    {
        if (count > Limits.ListLength)
        {
            throw Fault($"The template makes a list of more than {Limits.ListLength} items, the limit.");
        }

        Reserve(64 + (8 * count));
    }

    /// <summary>Enters an expression or block; every entry is left again, unless the rendering fails.</summary>
    public void Enter()
    {
        Step();
        if (++_depth > Limits.EvaluationDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Fault($"The template nests more than {Limits.EvaluationDepth} evaluations, the limit.");
        }
    }

    /// <summary>Leaves an expression or block.</summary>
    public void Leave() => _depth--;

    /// <summary>Enters a macro, a caller or a recursive loop.</summary>
    public void EnterCall()
    {
        if (++_calls > Limits.CallDepth)
        {
            throw Fault($"The template nests more than {Limits.CallDepth} calls, the limit.");
        }
    }

    /// <summary>Leaves a macro, a caller or a recursive loop.</summary>
    public void LeaveCall() => _calls--;

    /// <summary>Enters a value inside another that is printed, compared or written.</summary>
    public void EnterValue()
    {
        Step();
        if (++_values > Limits.ValueDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Fault($"A value is nested more than {Limits.ValueDepth} levels deep, the limit.");
        }
    }

    /// <summary>Leaves a value inside another.</summary>
    public void LeaveValue() => _values--;
}
