using System.Text.Json;
using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Inference.Grammars;

/// <summary>The grammars that answers of one model were held to, kept for the next answers. Thread-safe.</summary>
/// <remarks>Constraints, and with them the states of grammars, are for the thread of the model's scheduler.</remarks>
/// <param name="tokenizer">The model's tokenizer.</param>
internal sealed class AnswerGrammars(Tokenizer tokenizer)
{
    private const int MostKept = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, GrammarMachine> _machines = new(StringComparer.Ordinal);
    private OrderedVocabulary? _vocabulary;

    /// <summary>Holds an answer to a JSON schema.</summary>
    /// <exception cref="UnsupportedSchemaException">The schema asks for what no grammar can promise.</exception>
    public AnswerConstraint Create(JsonElement schema)
    {
        string text = schema.GetRawText();
        lock (_lock)
        {
            _vocabulary ??= new OrderedVocabulary(tokenizer);
            if (!_machines.TryGetValue(text, out GrammarMachine? machine))
            {
                if (_machines.Count == MostKept)
                {
                    _machines.Clear();
                }

                machine = new GrammarMachine(JsonSchemaGrammar.Compile(schema));
                _machines.Add(text, machine);
            }

            return new AnswerConstraint(machine, _vocabulary, tokenizer);
        }
    }
}
