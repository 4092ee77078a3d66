namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>How a loop goes on behind a statement.</summary>
internal enum Flow
{
    /// <summary>With the next statement.</summary>
    Next,

    /// <summary>Not at all.</summary>
    Break,

    /// <summary>With the next item.</summary>
    Continue,
}
