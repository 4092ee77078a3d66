namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>What the program that renders templates sets; the same template reads differently under each.</summary>
internal sealed record TemplateSettings
{
    /// <summary>As transformers renders chat templates.</summary>
    public static TemplateSettings Chat { get; } = new() { TrimsBlocks = true, IsForChats = true };

    /// <summary>As lm-evaluation-harness renders the fields of a task.</summary>
    public static TemplateSettings Documents { get; } = new() { KeepsLastLineEnd = true, IsStrict = true };

    /// <summary>
    /// Jinja's <c>trim_blocks</c> and <c>lstrip_blocks</c>: a line that holds nothing but a tag writes nothing.
    /// </summary>
    public bool TrimsBlocks { get; private init; }

    /// <summary>Jinja's <c>keep_trailing_newline</c>: the line end at the end of the source is written.</summary>
    public bool KeepsLastLineEnd { get; private init; }

    /// <summary>
    /// Jinja's <c>StrictUndefined</c>: what is undefined can be tested for, and used for nothing else.
    /// </summary>
    public bool IsStrict { get; private init; }

    /// <summary>The functions and the error messages of chat templates are there.</summary>
    public bool IsForChats { get; private init; }
}
