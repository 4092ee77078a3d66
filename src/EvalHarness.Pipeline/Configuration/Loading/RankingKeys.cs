using System.Text.Json;
using EvalHarness.Metrics;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>Checks the keys that go with one way of ranking only.</summary>
internal static class RankingKeys
{
    private const string Pointwise = "pointwise";
    private const string Embedding = "embedding";

    // What says how a model answers; it embeds whatever they are.
    private static readonly string[] s_answering =
        ["messages", "chat", "chatTemplate", "templateVariables", "lead", "extract", "repeats"];

    /// <summary>Notes every mistake of a task.</summary>
    public static void Check(ConfigurationNode task, ConfigurationMistakes mistakes)
    {
        string? ranking = task["ranking"]?.Text;
        if (ranking == Embedding)
        {
            CheckEmbedding(task, mistakes);
        }
        else if (task["file"] is null && task["ranking"] is not null
            && (task["messages"] ?? (task["prompt"] is null ? task : null)) is { } place)
        {
            mistakes.Add(
                place, "a ranking of conversations", "a prompt with the query and the candidates",
                "Set \"prompt\", and leave \"messages\" out.");
        }

        Require(task["grades"], ranking, Pointwise, "grades", mistakes);
        Require(task["queryPrefix"], ranking, Embedding, "queryPrefix", mistakes);
        Require(task["documentPrefix"], ranking, Embedding, "documentPrefix", mistakes);
    }

    private static void Require(
        ConfigurationNode? key, string? ranking, string wanted, string name, ConfigurationMistakes mistakes)
    {
        if (key is not null && ranking != wanted)
        {
            mistakes.Add(
                key, $"{name} without \"ranking\": \"{wanted}\"", $"\"{name}\" only with \"ranking\": \"{wanted}\"");
        }
    }

    private static void CheckEmbedding(ConfigurationNode task, ConfigurationMistakes mistakes)
    {
        foreach (string key in s_answering.Where(key => task[key] is not null))
        {
            mistakes.Add(
                task[key]!, $"\"{key}\" beside \"ranking\": \"{Embedding}\"", "keys of a task that embeds",
                $"Remove \"{key}\": nothing is answered. Text around what is embedded is set by \"queryPrefix\" and "
                    + "\"documentPrefix\".");
        }

        foreach (ConfigurationNode metric in ConfigurationChecks.Items(task["metrics"]))
        {
            if (metric is { Kind: JsonValueKind.String, Text: { Length: > 0 } name }
                && MetricCatalog.TryParse(name, out _, out _)
                && MetricCatalog.NeedsOf(name) != MetricCatalog.RankingNeed)
            {
                mistakes.Add(
                    metric, $"{metric.Shown} of a ranking by embeddings, which has no text", "a metric of rankings",
                    "Examples: ndcg@10, recall@5, mrr.");
            }
        }
    }
}
