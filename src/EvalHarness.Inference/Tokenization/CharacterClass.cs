namespace EvalHarness.Inference.Tokenization;

/// <summary>The classes of characters that pre-tokenizers tell apart.</summary>
internal enum CharacterClass
{
    /// <summary>Letters, <c>\p{L}</c>.</summary>
    Letter,

    /// <summary>Numbers, <c>\p{N}</c>.</summary>
    Number,

    /// <summary>White space, <c>\s</c>.</summary>
    Space,

    /// <summary>All others.</summary>
    Other,
}
