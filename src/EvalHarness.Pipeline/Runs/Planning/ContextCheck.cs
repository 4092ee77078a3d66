using System.Text;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// Counts the tokens of a task's prompts against one context, so that a prompt that does not fit is found before any
/// model is asked.
/// </summary>
internal sealed class ContextCheck
{
    private const int MostErrors = 5;

    // Tokens that a tokenizer may add around a text.
    private const int Added = 8;

    private readonly PlannedTask _task;
    private readonly string _models;
    private readonly ContextWindow _window;
    private readonly List<InputError> _errors;
    private readonly Lazy<Tokenizer>? _tokenizer;
    private readonly int _answer;
    private (string Id, int Tokens, int Count) _longest = ("", 0, 0);
    private int _uncounted;

    private ContextCheck(PlannedTask task, string models, ContextWindow window, List<InputError> errors)
    {
        (_task, _models, _window, _errors) = (task, models, window, errors);
        _tokenizer = window.CreateTokenizer is { } create ? new(create) : null;
        _answer = task.Generates ? task.MostTokens ?? 1 : 0;
    }

    /// <summary>The contexts of models that are asked the same prompts.</summary>
    /// <param name="task">The task.</param>
    /// <param name="models">
    /// The models; those whose context is not known are passed over, and all where a task file reads likelihoods only:
    /// what is too long loses its beginning then.
    /// </param>
    /// <param name="errors">Receives prompts that leave no room for an answer.</param>
    public static IEnumerable<ContextCheck> For(
        PlannedTask task, IEnumerable<PlannedModel> models, List<InputError> errors) => models
        .Where(model => model.Identity.Window is not null && (task.Generates || task.AsksEachCandidate))
        .GroupBy(model => (
            model.Identity.Window!.Length,
            model.Identity.Window.CreateTokenizer is null,
            model.Identity.Prompts!.TokenizerSha256 ?? model.Identity.Prompts.TemplatePlace))
        .Select(alike => new ContextCheck(
            task,
            string.Join(", ", alike.Select(model => model.Name)),
            alike.First().Identity.Window!,
            errors));

    /// <summary>Too few prompts have failed to stop.</summary>
    public bool WantsMore => _errors.Count < MostErrors;

    /// <summary>That prompts leave less room than an answer may take, without a full stop; empty for none.</summary>
    public IEnumerable<(string Model, string Text)> Warnings =>
        !WantsMore ? []
        : _uncounted > 0 ? [(_models, FormattableString.Invariant(
            $"{_task.Name}: {_uncounted} of its prompts may not fit the context of {_window.Length} tokens; they ")
            + "could not be counted, because only the model's runtime knows its tokens")]
        : _longest.Count > 0 ? [(_models, Warn())]
        : [];

    /// <summary>Counts the prompts of a sample.</summary>
    public void Read(Sample sample, IReadOnlyList<RenderedChat> prompts)
    {
        // The longest text that is scored after a prompt.
        string scored = !_task.Generates ? " " + _task.Configuration.Grades.MaxBy(grade => grade.Length)
            : _task.WantsLikelihood && sample.Targets.Count > 0 ? " " + sample.Targets[0]
            : "";

        foreach (RenderedChat prompt in prompts)
        {
            // No token is shorter than a byte, so that most prompts need no counting.
            if (!WantsMore || Bytes(prompt, scored) + _answer <= _window.Length)
            {
                continue;
            }

            if (_tokenizer is null)
            {
                _uncounted++;
                continue;
            }

            int tokens = prompt.Encode(_tokenizer.Value).Length;
            int needed = tokens + Math.Max(1, Count(_tokenizer.Value, scored));
            if (needed > _window.Length)
            {
                _errors.Add(Refuse(sample, tokens, needed));
                return;
            }

            if (tokens + _answer > _window.Length)
            {
                _longest = tokens > _longest.Tokens
                    ? (sample.Id, tokens, _longest.Count + 1)
                    : _longest with { Count = _longest.Count + 1 };
            }
        }
    }

    private InputError Refuse(Sample sample, int tokens, int needed) => new(
        $"{_task.Configuration.Dataset}: sample \"{sample.Id}\"",
        FormattableString.Invariant($"a prompt of {tokens} tokens, which leaves no room for an answer in the context ")
            + FormattableString.Invariant($"of {_models}, {_window.Length} tokens"),
        Fix: needed <= _window.Own
            ? FormattableString.Invariant($"Set \"context\" of {_models} to at least ")
                + FormattableString.Invariant($"{Math.Min(_window.Own, Math.Max(needed, tokens + _answer))} ")
                + FormattableString.Invariant($"(it can have {_window.Own}), or shorten the sample.")
            : FormattableString.Invariant($"Shorten the sample or leave it out: {_models} has no context longer than ")
                + FormattableString.Invariant($"{_window.Own} tokens."));

    private string Warn()
    {
        string prompts =
            _longest.Count == 1 ? "1 prompt leaves" : FormattableString.Invariant($"{_longest.Count} prompts leave");
        string fix = _window.Length < _window.Own
            ? FormattableString.Invariant($"raise \"context\" (at most {_window.Own}) or lower \"maxOutputTokens\"")
            : "lower \"maxOutputTokens\" or shorten the samples";
        return FormattableString.Invariant($"{_task.Name}: {prompts} less than the {_answer} tokens of an answer ")
            + FormattableString.Invariant($"in the context of {_window.Length} tokens (the longest, sample ")
            + FormattableString.Invariant($"\"{_longest.Id}\", has {_longest.Tokens}), so answers may be cut: {fix}");
    }

    private static int Bytes(RenderedChat prompt, string scored) =>
        Encoding.UTF8.GetByteCount(prompt.Text) + Encoding.UTF8.GetByteCount(scored)
            + prompt.FromMessages.Count + Added;

    private static int Count(Tokenizer tokenizer, string text) =>
        text.Length == 0 ? 0 : tokenizer.Encode(text, addSpecial: false, parseSpecial: false).Length;
}
