namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>A chat template that cannot be rendered.</summary>
/// <param name="reason">What is wrong, in one sentence.</param>
/// <param name="line">The line of the template, from 1.</param>
/// <param name="column">The column of that line, from 1.</param>
/// <param name="isRaised">The template itself refused the conversation: the reason is its own, word for word.</param>
public sealed class TemplateException(string reason, int line, int column, bool isRaised)
    : Exception(isRaised ? reason : FormattableString.Invariant($"line {line}, column {column}: {reason}"))
{
    /// <summary>What is wrong, without the place.</summary>
    public string Reason { get; } = reason;

    /// <summary>The line of the template, from 1; 0 where the conversation is at fault and not the template.</summary>
    public int Line { get; } = line;

    /// <summary>The column of the line, from 1.</summary>
    public int Column { get; } = column;

    /// <summary>The template called <c>raise_exception</c>.</summary>
    public bool IsRaised { get; } = isRaised;

    /// <summary>A fault at an offset of a source.</summary>
    internal static TemplateException At(string source, int offset, string reason, bool isRaised = false)
    {
        ReadOnlySpan<char> before = source.AsSpan(0, Math.Min(offset, source.Length));
        return new(reason, before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'), isRaised);
    }
}
