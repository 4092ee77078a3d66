using System.Globalization;
using System.Text.Json;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>Checks the judges and their layers.</summary>
internal sealed class JudgingChecks(ConfigurationNode root, ConfigurationMistakes mistakes)
{
    private const string Reasons = "disagreement, flip, fail, parse, deviation:LIMIT or audit:SHARE";

    /// <summary>Notes every mistake.</summary>
    public void Run(IEnumerable<string> models, IEnumerable<string> tasks, IEnumerable<string> judges)
    {
        foreach (ConfigurationNode judge in ConfigurationChecks.Members(root["judges"]).Select(member => member.Value))
        {
            CheckReference(judge["model"], "model", models);
            CheckReference(judge["task"], "task", tasks);
            new JudgeChecks(mistakes).Run(judge);
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

    private void CheckEscalation(ConfigurationNode layer, bool isFirst)
    {
        IReadOnlyList<ConfigurationNode> reasons = ConfigurationChecks.Items(layer["escalate"]);
        if (isFirst && reasons.Count > 0)
        {
            mistakes.Add(layer["escalate"]!, "reasons to escalate to the first layer", "reasons in later layers only");
        }
        else if (!isFirst && reasons.Count == 0)
        {
            mistakes.Add(
                layer, "a later layer that nothing escalates to", $"\"escalate\": [{Reasons}]",
                "Such as \"escalate\": [\"disagreement\", \"fail\", \"audit:0.1\"].");
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
