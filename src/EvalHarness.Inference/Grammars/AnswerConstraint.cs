using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Inference.Grammars;

/// <summary>Holds one answer to a grammar, token by token. For one thread.</summary>
/// <param name="machine">The grammar.</param>
/// <param name="vocabulary">The model's tokens.</param>
/// <param name="tokenizer">The model's tokenizer.</param>
internal sealed class AnswerConstraint(GrammarMachine machine, OrderedVocabulary vocabulary, Tokenizer tokenizer)
{
    private GrammarState? _state;
    private float[] _kept = [];

    /// <summary>The answer is whole, and nothing may follow.</summary>
    public bool IsComplete => State.MustEnd;

    private GrammarState State => _state ??= machine.Start;

    /// <summary>The logits with all tokens ruled out that the grammar does not allow here.</summary>
    /// <exception cref="ModelOutputException">No token of the model can go on.</exception>
    public ReadOnlySpan<float> Keep(ReadOnlySpan<float> logits)
    {
        TokenSet tokens = vocabulary.Following(State);
        if (tokens.IsEmpty)
        {
            throw new ModelOutputException(
                "None of the model's tokens can continue an answer of the form that was asked for.");
        }

        if (_kept.Length < logits.Length)
        {
            _kept = new float[logits.Length];
        }

        tokens.Copy(logits, _kept);
        return _kept.AsSpan(0, logits.Length);
    }

    /// <summary>Takes a token that was kept.</summary>
    public void Advance(int token)
    {
        foreach (byte value in tokenizer.DecodeBytes(token))
        {
            _state = State.Step(value);
        }
    }
}
