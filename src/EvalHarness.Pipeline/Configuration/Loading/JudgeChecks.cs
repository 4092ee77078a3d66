using System.Globalization;
using System.Text.Json;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>Checks that the options of one judge go together.</summary>
/// <param name="mistakes">Receives what is wrong.</param>
internal sealed class JudgeChecks(ConfigurationMistakes mistakes)
{
    /// <summary>Notes every mistake. Values of a wrong kind were noted before and are passed over.</summary>
    public void Run(ConfigurationNode judge)
    {
        CheckScale(judge);
        CheckPassMark(judge);
        string kind = judge["kind"]?.Text ?? "rubric";
        CheckCode(judge, kind);
        if (kind is not ("rubric" or "custom"))
        {
            Refuse(judge["scale"], $"a scale for a {kind} judge", "a scale only for rubric judges");
            Refuse(
                judge["score"] is { Text: "weighted" } score ? score : null,
                $"weighted grades for a {kind} judge", "\"weighted\" only for rubric judges");
        }

        if (kind == "pairwise")
        {
            Refuse(
                judge["output"], "a variable for the output of a pairwise judge",
                "the outputs in the prompt's variables a and b");
        }

        if (kind == "qag")
        {
            foreach (string key in (string[])["review", "examples", "chainOfThought"])
            {
                Refuse(judge[key], $"\"{key}\" for a qag judge", $"\"{key}\" only for rubric and pairwise judges");
            }
        }

        if (judge["score"]?.Text == "weighted" && Number(judge["repeats"]) > 1)
        {
            mistakes.Add(
                judge["repeats"]!, "repeats of a weighted verdict",
                "either weighted grades or the mean of repeats");
        }
    }

    // A judge is a model with a prompt, or code.
    private void CheckCode(ConfigurationNode judge, string kind)
    {
        string[] code = ["assembly", "command"];
        string[] given = [.. code.Where(key => judge[key] is not null)];
        if (kind != "custom")
        {
            foreach (string key in (string[])["model", "prompt"])
            {
                if (judge.Kind == JsonValueKind.Object && judge[key] is null)
                {
                    mistakes.Add(judge, $"no key \"{key}\"", $"\"{key}\": a text", given.Length == 0 ? null
                        : "A judge that is code of your own has \"kind\": \"custom\".");
                }
            }

            RefuseAll(judge, $"for a {kind} judge", "only for custom judges", [.. code, "type", "settings"]);
            return;
        }

        if (given.Length != 1)
        {
            mistakes.Add(
                judge,
                given.Length == 0 ? "neither \"assembly\" nor \"command\"" : "\"assembly\" beside \"command\"",
                "one of \"assembly\" and \"command\", the code of a custom judge");
        }

        RefuseAll(
            judge, "for a custom judge", "only for judges with a prompt",
            "prompt", "review", "guide", "examples", "chainOfThought", "constrained", "score");
        if (judge["command"] is not null)
        {
            RefuseAll(judge, "beside \"command\"", "only beside \"assembly\"", "model", "type", "settings");
        }

        SettingsSecrets.Check(judge["settings"], mistakes);
    }

    private void RefuseAll(ConfigurationNode judge, string where, string only, params string[] keys)
    {
        foreach (string key in keys)
        {
            Refuse(judge[key], $"\"{key}\" {where}", $"\"{key}\" {only}");
        }
    }

    private void CheckScale(ConfigurationNode judge)
    {
        if (judge["scale"] is { Items: [{ Text: { } low } first, { Text: { } high } last] } scale
            && Number(first) is { } lowest && Number(last) is { } highest)
        {
            if (lowest >= highest)
            {
                mistakes.Add(scale, $"a scale from {low} to {high}", "the lowest grade, then the highest");
            }
            else if (highest - lowest > 100)
            {
                mistakes.Add(scale, $"a scale from {low} to {high}", "at most 101 grades");
            }
        }
    }

    private void CheckPassMark(ConfigurationNode judge)
    {
        if (Number(judge["passFrom"]) is not { } mark)
        {
            return;
        }

        (double? low, double? high) = judge["kind"]?.Text switch
        {
            "pairwise" => (-1, 1),
            "qag" => (0, 1),
            _ when judge["scale"] is { } scale => scale.Items is [{ } first, { } last]
                ? (Number(first), Number(last))
                : (null, null),
            _ => (1, 5),
        };
        if (mark <= low || mark > high)
        {
            mistakes.Add(judge["passFrom"]!, FormattableString.Invariant(
                $"a score above {low}, the lowest grade, and at most {high}"));
        }
    }

    private void Refuse(ConfigurationNode? node, string found, string expected)
    {
        if (node is not null)
        {
            mistakes.Add(node, found, expected);
        }
    }

    private static double? Number(ConfigurationNode? node) => node is { Kind: JsonValueKind.Number }
        && double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        ? number
        : null;
}
