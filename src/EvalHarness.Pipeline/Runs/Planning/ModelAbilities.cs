using EvalHarness.Pipeline.Tasks;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>Finds tasks that need of a model what it does not give: log-likelihoods, embeddings or answers.</summary>
internal static class ModelAbilities
{
    /// <summary>A mistake for every task and model that do not go together.</summary>
    /// <param name="file">The configuration's name.</param>
    /// <param name="models">Baseline and candidates.</param>
    /// <param name="tasks">The tasks.</param>
    public static IEnumerable<InputError> FindMissing(
        string file, IReadOnlyList<PlannedModel> models, IReadOnlyList<PlannedTask> tasks) =>
        from task in tasks
        from model in models
        let mistake = task.Embeds ? FindMissingEmbeddings(model)
            : model.Identity.OnlyEmbeds ? RefuseEmbedder(model)
            : FindMissingLikelihoods(task, model)
        where mistake is not null
        select mistake with { Location = $"{file}: $.tasks.{task.Name}" };

    private static InputError? FindMissingEmbeddings(PlannedModel model) => model.Identity.GivesEmbeddings ? null
        : new(
            "",
            $"model {model.Name}, which has no embeddings"
                + (model.Identity.WithoutEmbeddings is { } reason ? $" ({reason})" : ""),
            "models with embeddings, for \"ranking\": \"embedding\"",
            "Use an embedding model: its GGUF file with \"provider\": \"llama.cpp\", or a server of it, such as "
                + "llama-server --embeddings, with \"openai\" or \"process\"; or set \"ranking\": \"listwise\" to let "
                + "the model rank by its answers.");

    private static InputError RefuseEmbedder(PlannedModel model) => new(
        "", $"model {model.Name}, which gives embeddings and no answers", "models that answer",
        "Set \"ranking\": \"embedding\" on a ranking dataset, or use another model.");

    private static InputError? FindMissingLikelihoods(PlannedTask task, PlannedModel model) =>
        (!task.WantsLikelihood && task.Generates) || model.Identity.GivesLogLikelihoods ? null : new(
            "",
            $"model {model.Name}, which has no log-likelihoods"
                + (model.Identity.WithoutLikelihoods is { } reason ? $" ({reason})" : ""),
            $"models with log-likelihoods, for {task switch
            {
                { Generates: true } => "the metric nll",
                { Asks: { } asked } => $"output_type: {asked.NameOf()}",
                _ => "\"pointwise\"",
            }}",
            (task switch
            {
                { Generates: true } => "Remove nll from the metrics",
                { Asks: not null } => "Use a task file with output_type: generate_until",
                _ => "Set \"ranking\": \"listwise\"",
            })
                + (model.Identity.WithoutLikelihoods is null && task.Asks is null ? "."
                    : ", or run the GGUF file with \"provider\": \"llama.cpp\", which has all log-likelihoods."));
}
