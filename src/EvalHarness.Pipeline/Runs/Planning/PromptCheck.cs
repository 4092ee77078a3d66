using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Chat.Jinja.Values;
using EvalHarness.Pipeline.Models;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// Writes every prompt of a task before any model is asked, so that a chat template that is missing, malformed or
/// refuses a conversation, and a prompt that does not fit a context, are found first.
/// </summary>
/// <param name="task">The task.</param>
internal sealed class PromptCheck(PlannedTask task)
{
    private const int MostErrors = 5;

    // Of a dataset that is checked late. Further prompts show what is wrong with them when they are asked.
    private const int SamplesUnchecked = 1000;

    // A manifest is kept with every run and read with every report.
    private const int LongestExample = 4000;

    private readonly List<InputError> _errors = [];
    private readonly List<InputError> _overflows = [];
    private readonly List<ContextCheck> _contexts = [];
    private readonly List<PromptExample> _examples = [];

    /// <summary>Writes the prompts once by each format in which the task's models are asked.</summary>
    /// <param name="models">The models; those that write their prompts themselves are passed over.</param>
    /// <param name="cancellationToken">Cancels between samples.</param>
    public async Task<PromptFindings> RunAsync(
        IReadOnlyList<PlannedModel> models, CancellationToken cancellationToken)
    {
        List<(PromptFormat Format, PlannedModel Model)> formats = [];
        foreach (PlannedModel model in models)
        {
            try
            {
                if (model.Identity.Prompts?.For(task.Configuration) is { } format)
                {
                    formats.Add((format, model));
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

        return new(
            [.. _errors, .. _overflows], [.. _contexts.SelectMany(context => context.Warnings)], _examples);
    }

    private async Task WriteAsync(PromptFormat format, PlannedModel[] models, CancellationToken cancellationToken)
    {
        ContextCheck[] contexts = [.. ContextCheck.For(task, models, _overflows)];
        _contexts.AddRange(contexts);
        bool isFirst = true;
        int most = task.Size is null ? SamplesUnchecked : int.MaxValue;
        await foreach (Sample sample in task.ReadAsync(cancellationToken).Take(most))
        {
            // Plain text cannot be refused, so one prompt shows what there is to see.
            bool isTried = isFirst || (format.Template is not null && _errors.Count < MostErrors);
            if (!isTried && !contexts.Any(context => context.WantsMore))
            {
                return;
            }

            try
            {
                RenderedChat[] prompts = Write(sample, format);
                if (isFirst)
                {
                    _examples.Add(Describe(prompts[0], format, models, sample));
                }

                Array.ForEach(contexts, context => context.Read(sample, prompts));
            }
            catch (TemplateException refusal) when (isTried)
            {
                _errors.Add(new(
                    $"{task.Configuration.Dataset}: sample \"{sample.Id}\"",
                    $"the chat template of {models[0].Name} refuses the conversation: {refusal.Message}",
                    Fix: "Change the prompt, name another template with \"chatTemplate\", or set \"chat\": false."));
            }
            catch (TemplateException)
            {
                // Enough refusals are told.
            }

            isFirst = false;
        }
    }

    private RenderedChat[] Write(Sample sample, PromptFormat format) => task.AsksEachCandidate
        ? [.. sample.Candidates.Select(candidate => RenderedPrompt.Find(task.Write(sample, format, candidate))!)]
        : [RenderedPrompt.Find(task.Write(sample, format))!];

    private PromptExample Describe(RenderedChat prompt, PromptFormat format, PlannedModel[] models, Sample sample)
    {
        PromptExample whole = new()
        {
            Task = task.Name,
            Models = [.. models.Select(model => model.Name)],
            SampleId = sample.Id,
            Text = prompt.Text,
            Length = prompt.Text.Length,
            TemplateSha256 = format.Template?.Sha256,
            FormatSha256 = format.Sha256,
        };
        return whole with { Text = whole.Beginning(LongestExample) };
    }
}
