using System.Globalization;
using System.Text.Json;
using EvalHarness.Gating;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>Applies to a configuration file what a search makes of its candidates and gates.</summary>
/// <param name="mistakes">Receives what does not fit together.</param>
internal sealed class CandidateOverlay(List<InputError> mistakes)
{
    /// <summary>
    /// Puts generated candidates in the place of the configuration's. Each is the baseline's section with a recipe; one
    /// that has the name of a candidate of the file replaces it.
    /// </summary>
    public ConfigurationNode Replace(ConfigurationNode root, IReadOnlyList<GeneratedCandidate> generated)
    {
        if (generated.Count == 0)
        {
            return root;
        }

        ConfigurationNode models = root["models"]!;
        ConfigurationNode candidates = root["candidates"]!;
        ConfigurationNode baseline = models[root["baseline"]!.Text!]!;
        HashSet<string> replaced = [.. candidates.Items.Select(item => item.Text!)];
        foreach (GeneratedCandidate candidate in generated)
        {
            if (models[candidate.Name] is not null && !replaced.Contains(candidate.Name))
            {
                mistakes.Add(new(
                    "--types", $"the name {candidate.Name} for a candidate", "a unique name",
                    $"Give the model {candidate.Name} of the configuration another name."));
                continue;
            }

            models = models.With(
                candidate.Name,
                baseline.With("quantize", baseline.Graft("quantize", CanonicalJson.From(candidate.Recipe)!)));
        }

        return root.With("models", models).With("candidates", candidates with
        {
            Items = [.. generated.Select(candidate =>
                candidates.Value("generated", JsonValueKind.String, candidate.Name))],
        });
    }

    /// <summary>Lets every gate decide at confidence 1 − (1 − c) / K, with K the number of candidates.</summary>
    public ConfigurationNode ShareConfidence(ConfigurationNode root)
    {
        int chances = root["candidates"]!.Items.Count;
        return root["gates"] is { } gates && chances > 1
            ? root.With("gates", gates with { Items = [.. gates.Items.Select(gate => Share(gate, chances))] })
            : root;
    }

    private ConfigurationNode Share(ConfigurationNode gate, int chances)
    {
        double confidence = gate["confidence"] is { } stated
            ? double.Parse(stated.Text!, CultureInfo.InvariantCulture)
            : GateConfiguration.DefaultConfidence;
        double shared = GateRule.Share(confidence, chances);
        if (shared > GateConfiguration.MostConfidence)
        {
            mistakes.Add(new(
                $"the gate on {gate["metric"]!.Text}",
                string.Create(CultureInfo.InvariantCulture, $"confidence {confidence} with {chances} candidates"),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"1 - (1 - confidence) / candidates to be at most {GateConfiguration.MostConfidence}"),
                "Try fewer candidates, or lower the gate's confidence."));
            return gate;
        }

        string text = shared.ToString("R", CultureInfo.InvariantCulture);
        return gate.With("confidence", gate.Value("confidence", JsonValueKind.Number, text));
    }
}
