namespace EvalHarness.Inference.Engine;

/// <summary>Why an answer ended.</summary>
public enum FinishReason
{
    /// <summary>The model wrote a token that ends its text or turn.</summary>
    EndOfText,

    /// <summary>A stop string was completed.</summary>
    StopString,

    /// <summary>The most tokens asked for were written.</summary>
    MaxTokens,

    /// <summary>The context is full.</summary>
    ContextLimit,
}
