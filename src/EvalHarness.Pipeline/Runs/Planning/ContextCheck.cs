using System.Text;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Chat.Jinja.Values;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// Counts the tokens of a task's prompts before any model is asked, so that one that does not fit a model's context is
/// found first.
/// </summary>
/// <param name="task">The task.</param>
internal sealed class ContextCheck(PlannedTask task)
{
    private const int MostErrors = 5;

    // Tokens that a tokenizer may add around a text.
    private const int Added = 8;

    private readonly List<InputError> _errors = [];
    private readonly List<(string Model, string Text)> _warnings = [];

    /// <summary>Prompts that leave no room for an answer.</summary>
    public IReadOnlyList<InputError> Errors => _errors;

    /// <summary>Of each model, prompts that leave less room than an answer may take, without a full stop.</summary>
    public IReadOnlyList<(string Model, string Text)> Warnings => _warnings;

    /// <summary>Reads every sample once for each way of writing prompts and each context.</summary>
    /// <param name="models">The models; those whose context or tokenizer is not known are passed over.</param>
    /// <param name="cancellationToken">Cancels between samples.</param>
    public async Task RunAsync(IEnumerable<PlannedModel> models, CancellationToken cancellationToken)
    {
        List<(PlannedModel Model, PromptFormat Format, ContextWindow Window)> asked = [];
        foreach (PlannedModel model in models)
        {
            if (model.Identity is { Prompts: { } prompts, Window: { CreateTokenizer: not null } window }
                && FindFormat(prompts) is { } format)
            {
                asked.Add((model, format, window));
            }
        }

        foreach (var alike in asked.GroupBy(model => (
            model.Format.Sha256,
            model.Window.Length,
            model.Model.Identity.Prompts!.TokenizerSha256 ?? model.Model.Identity.Prompts.TemplatePlace)))
        {
            string names = string.Join(", ", alike.Select(model => model.Model.Name));
            await ReadAsync(names, alike.First().Format, alike.First().Window, cancellationToken);
        }
    }

    private async Task ReadAsync(
        string model, PromptFormat format, ContextWindow window, CancellationToken cancellationToken)
    {
        Lazy<Tokenizer> tokenizer = new(window.CreateTokenizer!);
        int answer = task.Generates ? task.Options.MaxOutputTokens ?? 1 : 0;
        (string Id, int Tokens, int Count) longest = ("", 0, 0);
        await foreach (Sample sample in task.ReadAsync(cancellationToken))
        {
            foreach ((RenderedChat prompt, string scored) in Write(sample, format))
            {
                // No token is shorter than a byte, so that most prompts need no counting.
                if (Bytes(prompt, scored) + answer <= window.Length)
                {
                    continue;
                }

                int tokens = prompt.Encode(tokenizer.Value).Length;
                int needed = tokens + Math.Max(1, Count(tokenizer.Value, scored));
                if (needed > window.Length)
                {
                    _errors.Add(Refuse(sample, model, window, tokens, needed, tokens + answer));
                    break;
                }

                if (tokens + answer > window.Length)
                {
                    longest = tokens > longest.Tokens
                        ? (sample.Id, tokens, longest.Count + 1)
                        : longest with { Count = longest.Count + 1 };
                }
            }

            if (_errors.Count >= MostErrors)
            {
                return;
            }
        }

        if (longest.Count > 0)
        {
            _warnings.Add((model, Warn(window, longest.Id, longest.Tokens, longest.Count, answer)));
        }
    }

    private InputError Refuse(
        Sample sample, string model, ContextWindow window, int tokens, int needed, int wanted) => new(
        $"{task.Configuration.Dataset}: sample \"{sample.Id}\"",
        FormattableString.Invariant($"a prompt of {tokens} tokens, which leaves no room for an answer in the context ")
            + FormattableString.Invariant($"of {model}, {window.Length} tokens"),
        Fix: needed <= window.Own
            ? FormattableString.Invariant($"Set \"context\" of {model} to at least ")
                + FormattableString.Invariant($"{Math.Min(window.Own, Math.Max(needed, wanted))} (it can have ")
                + FormattableString.Invariant($"{window.Own}), or shorten the sample.")
            : FormattableString.Invariant($"Shorten the sample or leave it out: {model} has no context longer than ")
                + FormattableString.Invariant($"{window.Own} tokens."));

    private string Warn(ContextWindow window, string sample, int tokens, int count, int answer)
    {
        string prompts = count == 1 ? "1 prompt leaves" : FormattableString.Invariant($"{count} prompts leave");
        string fix = window.Length < window.Own
            ? FormattableString.Invariant($"raise \"context\" (at most {window.Own}) or lower \"maxOutputTokens\"")
            : "lower \"maxOutputTokens\" or shorten the samples";
        return FormattableString.Invariant($"{task.Name}: {prompts} less than the {answer} tokens of an answer in the ")
            + FormattableString.Invariant($"context of {window.Length} tokens (the longest, sample \"{sample}\", ")
            + FormattableString.Invariant($"has {tokens}), so answers may be cut: {fix}");
    }

    // Every prompt of a sample, and the longest text that is scored after it; a template's refusal is told elsewhere.
    private IEnumerable<(RenderedChat Prompt, string Scored)> Write(Sample sample, PromptFormat format)
    {
        RankingCandidate?[] candidates = task.Generates ? [null] : [.. sample.Candidates];
        string scored = !task.Generates ? " " + task.Configuration.Grades.MaxBy(grade => grade.Length)
            : task.WantsLikelihood && sample.Targets.Count > 0 ? " " + sample.Targets[0]
            : "";
        foreach (RankingCandidate? candidate in candidates)
        {
            RenderedChat? prompt;
            try
            {
                prompt = RenderedPrompt.Find(task.Write(sample, format, candidate));
            }
            catch (TemplateException)
            {
                continue;
            }

            if (prompt is not null)
            {
                yield return (prompt, scored);
            }
        }
    }

    // A missing or malformed template is told elsewhere.
    private PromptFormat? FindFormat(ModelPrompts prompts)
    {
        try
        {
            return prompts.For(task.Configuration);
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    private static int Bytes(RenderedChat prompt, string scored) =>
        Encoding.UTF8.GetByteCount(prompt.Text) + Encoding.UTF8.GetByteCount(scored)
            + prompt.FromMessages.Count + Added;

    private static int Count(Tokenizer tokenizer, string text) =>
        text.Length == 0 ? 0 : tokenizer.Encode(text, addSpecial: false, parseSpecial: false).Length;
}
