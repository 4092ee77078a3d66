using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// Writes every prompt of a task before any model is asked, so that a chat template that is missing, malformed or
/// refuses a conversation is found first.
/// </summary>
internal static class PromptCheck
{
    private const int MostErrors = 5;

    /// <summary>What is wrong; empty when every prompt can be written.</summary>
    /// <param name="task">The task.</param>
    /// <param name="models">The models that it asks.</param>
    /// <param name="cancellationToken">Cancels between samples.</param>
    public static async Task<IReadOnlyList<InputError>> FindAsync(
        PlannedTask task, IEnumerable<PlannedModel> models, CancellationToken cancellationToken)
    {
        List<InputError> errors = [];
        Dictionary<string, (PlannedModel Model, PromptFormat Format)> formats = new(StringComparer.Ordinal);
        foreach (PlannedModel model in models)
        {
            try
            {
                if (model.Identity.Prompts?.For(task.Configuration) is { } format)
                {
                    formats.TryAdd(format.Sha256, (model, format));
                }
            }
            catch (InvalidInputException error)
            {
                errors.AddRange(error.Errors);
            }
        }

        foreach ((PlannedModel model, PromptFormat format) in formats.Values.Where(one => one.Format.Template is not null))
        {
            await foreach (Sample sample in task.ReadAsync(cancellationToken))
            {
                if (FindRefusal(task, sample, format) is { } refusal)
                {
                    errors.Add(new(
                        $"{task.Configuration.Dataset}: sample \"{sample.Id}\"",
                        $"a conversation that the chat template of {model.Name} refuses: {refusal}",
                        Fix: "Change the prompt, name another template with \"chatTemplate\", or set \"chat\": false."));
                    if (errors.Count >= MostErrors)
                    {
                        return errors;
                    }
                }
            }
        }

        return errors;
    }

    private static string? FindRefusal(PlannedTask task, Sample sample, PromptFormat format)
    {
        try
        {
            if (task.Generates)
            {
                task.Write(sample, format);
            }

            foreach (RankingCandidate candidate in task.Generates ? [] : sample.Candidates)
            {
                task.Write(sample, format, candidate);
            }

            return null;
        }
        catch (TemplateException refusal)
        {
            return refusal.Message;
        }
    }
}
