namespace EvalHarness.Inference.Tokenization;

/// <summary>What a token is for; the values are those of <c>tokenizer.ggml.token_type</c>.</summary>
public enum TokenKind
{
    /// <summary>Plain text.</summary>
    Normal = 1,

    /// <summary>Stands for text that the vocabulary lacks.</summary>
    Unknown = 2,

    /// <summary>Controls the model and is no text: begin, end, end of turn.</summary>
    Control = 3,

    /// <summary>Text that is always one token.</summary>
    UserDefined = 4,

    /// <summary>Never used.</summary>
    Unused = 5,

    /// <summary>A single byte.</summary>
    Byte = 6,
}
