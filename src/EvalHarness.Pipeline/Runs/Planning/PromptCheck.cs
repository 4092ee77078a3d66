using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Chat.Jinja.Values;
using EvalHarness.Pipeline.Models;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// Writes every prompt of a task before any model is asked, so that a chat template that is missing, malformed or
/// refuses a conversation is found first.
/// </summary>
/// <param name="task">The task.</param>
internal sealed class PromptCheck(PlannedTask task)
{
    private const int MostErrors = 5;

    // A manifest is kept with every run and read with every report.
    private const int LongestExample = 4000;

    private readonly List<InputError> _errors = [];
    private readonly List<PromptExample> _examples = [];

    /// <summary>Writes the prompts by each format in which the task's models are asked.</summary>
    /// <param name="models">The models; those that write their prompts themselves are passed over.</param>
    /// <param name="cancellationToken">Cancels between samples.</param>
    public async Task<PromptFindings> RunAsync(
        IReadOnlyList<PlannedModel> models, CancellationToken cancellationToken)
    {
        List<(PromptFormat Format, string Model)> formats = [];
        foreach (PlannedModel model in models)
        {
            try
            {
                if (model.Identity.Prompts?.For(task.Configuration) is { } format)
                {
                    formats.Add((format, model.Name));
                }
            }
            catch (InvalidInputException error)
            {
                _errors.AddRange(error.Errors);
            }
        }

        foreach (var alike in formats.GroupBy(format => format.Format.Sha256, StringComparer.Ordinal))
        {
            await WriteAsync(alike.First().Format, [.. alike.Select(format => format.Model)], cancellationToken);
        }

        return new(_errors, _examples);
    }

    private async Task WriteAsync(PromptFormat format, string[] models, CancellationToken cancellationToken)
    {
        bool isFirst = true;
        await foreach (Sample sample in task.ReadAsync(cancellationToken))
        {
            try
            {
                RenderedChat prompt = Write(sample, format);
                if (isFirst)
                {
                    _examples.Add(Describe(prompt, format, models, sample));
                }
            }
            catch (TemplateException refusal)
            {
                _errors.Add(new(
                    $"{task.Configuration.Dataset}: sample \"{sample.Id}\"",
                    $"the chat template of {models[0]} refuses the conversation: {refusal.Message}",
                    Fix: "Change the prompt, name another template with \"chatTemplate\", or set \"chat\": false."));
            }

            isFirst = false;
            if (format.Template is null || _errors.Count >= MostErrors)
            {
                return;
            }
        }
    }

    // All prompts of a sample; the first one is given back.
    private RenderedChat Write(Sample sample, PromptFormat format)
    {
        RenderedChat[] prompts = task.Generates
            ? [RenderedPrompt.Find(task.Write(sample, format))!]
            : [.. sample.Candidates.Select(candidate => RenderedPrompt.Find(task.Write(sample, format, candidate))!)];
        return prompts[0];
    }

    private PromptExample Describe(RenderedChat prompt, PromptFormat format, string[] models, Sample sample)
    {
        int length = Math.Min(prompt.Text.Length, LongestExample);
        bool cutsPair = length < prompt.Text.Length && char.IsHighSurrogate(prompt.Text[length - 1]);
        return new PromptExample
        {
            Task = task.Name,
            Models = models,
            SampleId = sample.Id,
            Text = prompt.Text[..(cutsPair ? length - 1 : length)],
            Length = prompt.Text.Length,
            TemplateSha256 = format.Template?.Sha256,
            FormatSha256 = format.Sha256,
        };
    }
}
