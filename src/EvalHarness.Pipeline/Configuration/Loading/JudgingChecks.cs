using System.Globalization;
using System.Text.Json;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>Checks the judges and their layers.</summary>
internal sealed class JudgingChecks(ConfigurationNode root, ConfigurationMistakes mistakes)
{
    private const string OfAPair = "of a pair";
    private const string Reasons = "disagreement, flip, fail, parse, deviation:LIMIT or audit:SHARE";

    /// <summary>Notes every mistake.</summary>
    public void Run(IEnumerable<string> models, IEnumerable<string> tasks, IEnumerable<string> judges)
    {
        foreach (ConfigurationNode judge in ConfigurationChecks.Members(root["judges"]).Select(member => member.Value))
        {
            CheckReference(judge["model"], "model", models);
            CheckReference(judge["task"], "task", tasks);
            new JudgeChecks(mistakes).Run(judge);
            CheckWeights(judge);
        }

        IReadOnlyList<ConfigurationNode> layers = ConfigurationChecks.Items(root["judging"]?["layers"]);
        for (int i = 0; i < layers.Count; i++)
        {
            foreach (ConfigurationNode judge in ConfigurationChecks.Items(layers[i]["judges"]))
            {
                CheckReference(judge, "judge", judges);
                CheckLayer(judge, isFirst: i == 0);
            }

            CheckEscalation(layers[i], isFirst: i == 0);
            CheckGrades(layers, i);
        }
    }

    private void CheckWeights(ConfigurationNode judge)
    {
        if (judge["score"] is { Text: "weighted" } score && judge["model"]?.Text is { } model
            && root["models"]?[model]?["provider"]?.Text is ("semantic-kernel" or "program") and { } provider)
        {
            mistakes.Add(
                score,
                $"weighted grades from a model of the provider {provider}, which returns no log-probabilities",
                "a model of gguf, openai, process or onnx-genai");
        }
    }

    private void CheckLayer(ConfigurationNode judge, bool isFirst)
    {
        if (judge.Text is not { } name || root["judges"]?[name] is not { Kind: JsonValueKind.Object } configuration)
        {
            return;
        }

        if (isFirst && configuration["review"] is not null)
        {
            mistakes.Add(
                judge, $"the master judge {judge.Shown} in the first layer", "judges without \"review\"",
                "A master judge reviews the verdicts of a layer before its own.");
        }
        else if (!isFirst && configuration["review"] is null)
        {
            mistakes.Add(
                judge, $"{judge.Shown}, which has no \"review\", in a later layer", "a master judge",
                "Give it \"review\": the prompt of its second call.");
        }
    }

    // To uphold a verdict is to give the same grade, so a master needs the grades of those that it reviews. Judges of
    // pairs and judges of single outputs may share a layer; a master reviews those of its own kind.
    private void CheckGrades(IReadOnlyList<ConfigurationNode> layers, int layer)
    {
        foreach (ConfigurationNode master in layer == 0 ? [] : ConfigurationChecks.Items(layers[layer]["judges"]))
        {
            if (GradesOf(master) is not { } grades)
            {
                continue;
            }

            IEnumerable<string> others = layers.Take(layer)
                .SelectMany(before => ConfigurationChecks.Items(before["judges"]))
                .Where(judge => TaskOf(judge) == TaskOf(master))
                .Select(GradesOf)
                .OfType<string>()
                .Where(other => (other == OfAPair) == (grades == OfAPair));
            if (others.FirstOrDefault(other => other != grades) is { } differing)
            {
                mistakes.Add(
                    master, $"{master.Shown} with grades {grades}, after judges with grades {differing}",
                    "one scale for all judges whose verdicts are compared");
            }
        }
    }

    private string? TaskOf(ConfigurationNode judge) =>
        judge.Text is { } name ? root["judges"]?[name]?["task"]?.Text : null;

    private string? GradesOf(ConfigurationNode judge) =>
        judge.Text is not { } name || root["judges"]?[name] is not { Kind: JsonValueKind.Object } found ? null
        : found["kind"]?.Text switch
        {
            "pairwise" => OfAPair,
            "qag" => "from 0 to 1",
            _ when found["scale"] is null => "from 1 to 5",
            _ when found["scale"] is { Items: [{ Text: { } low }, { Text: { } high }] } => $"from {low} to {high}",
            _ => null,
        };

    private void CheckEscalation(ConfigurationNode layer, bool isFirst)
    {
        IReadOnlyList<ConfigurationNode> reasons = ConfigurationChecks.Items(layer["escalate"]);
        if (isFirst && reasons.Count > 0)
        {
            mistakes.Add(layer["escalate"]!, "\"escalate\" in the first layer", "\"escalate\" only in later layers");
        }
        else if (!isFirst && reasons.Count == 0)
        {
            mistakes.Add(
                layer, "a later layer that receives no outputs", $"\"escalate\": [{Reasons}]",
                "Example: \"escalate\": [\"disagreement\", \"fail\", \"audit:0.1\"].");
        }

        foreach (ConfigurationNode reason in reasons.Where(reason => reason.Kind == JsonValueKind.String))
        {
            if (!IsReason(reason.Text!))
            {
                mistakes.Add(reason, Reasons);
            }
        }
    }

    private static bool IsReason(string reason) => reason.Split(':') switch
    {
        ["disagreement" or "flip" or "fail" or "parse"] => true,
        ["deviation", string limit] => Number(limit) is > 0 and <= 100,
        ["audit", string share] => Number(share) is > 0 and <= 1,
        _ => false,
    };

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private void CheckReference(ConfigurationNode? node, string kind, IEnumerable<string> known)
    {
        if (node is { Kind: JsonValueKind.String, Text: { Length: > 0 } name } && !known.Contains(name))
        {
            mistakes.AddUnknown(node, kind, known);
        }
    }
}
