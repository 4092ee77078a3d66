using System.Text;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>The models of a starter configuration, by what the user's model is.</summary>
internal static class StarterCandidates
{
    private const string FirstLine = "  // All models.";
    private const string LastLine = "    // A model behind";
    private const string Prompt = "      \"prompt\": \"prompts/questions.yaml\",";
    private const string Candidates = "\"candidates\": [";

    private const string Again = """

            // Without the original, see what rounding this file once more costs: add this model, and its name to the
            // candidates. Its loss comes on top of what the file has lost already.
            // "q4_0": { "provider": "gguf", "path": "models/model.gguf",
            //   "quantize": { "method": "rtn", "type": "q4_0", "requantize": true } }

        """;

    /// <summary>Puts the models that can run into the configuration, which is written for a GGUF original.</summary>
    /// <param name="configuration">The starter's text.</param>
    /// <param name="model">What the user's model is.</param>
    /// <param name="isPlain">It has no chat template.</param>
    public static string Apply(string configuration, StarterModel model, bool isPlain) =>
        isPlain ? WithoutChat(Apply(configuration, model)) : Apply(configuration, model);

    private static string Apply(string configuration, StarterModel model) => model switch
    {
        StarterModel.Quantized => Offer(Replace(
            configuration,
            """
              // All models. This one is already quantized, and rounding it again would add a second error. The
              // candidate is the same file with an 8-bit key-value cache. To measure what quantization cost, name the
              // original model in "baseline" and this file as a candidate.
            """,
            ("baseline", "gguf", ""),
            ("kv-q8_0", "gguf", "\"kvCache\": \"q8_0\""))),
        StarterModel.OriginalFolder => Replace(
            configuration,
            """
              // All models. "quantize" creates a candidate from a model's weights; created candidates are cached.
            """,
            ("baseline", "onnx-genai", ""),
            ("int8", "onnx-genai", "\"quantize\": { \"method\": \"rtn\", \"type\": \"int8\" }"),
            ("int4", "onnx-genai", "\"quantize\": { \"method\": \"rtn\", \"type\": \"int4\" }")),
        StarterModel.QuantizedFolder => Replace(
            configuration,
            """
              // All models. This one is already quantized, and rounding it again would add a second error. It is
              // compared with itself, which shows that everything runs. To measure what quantization cost, name the
              // original folder in "baseline".
            """,
            ("baseline", "onnx-genai", ""),
            ("quantized", "onnx-genai", "")),
        _ => configuration,
    };

    private static string WithoutChat(string configuration) => configuration.Replace(
        Prompt,
        Prompt + """

                  // The model has no chat template: the prompt is sent as plain text, as base models are evaluated.
                  // For a chat model, name its template instead: "chatTemplate": "template.jinja".
                  "chat": false,
            """.ReplaceLineEndings("\n"),
        StringComparison.Ordinal);

    private static string Replace(
        string configuration, string remark, params (string Name, string Provider, string Options)[] models)
    {
        StringBuilder section = new(remark.ReplaceLineEndings("\n"));
        section.Append("\n  \"models\": {\n");
        section.AppendJoin(",\n", models.Select(model =>
            $"    \"{model.Name}\": {{ \"provider\": \"{model.Provider}\", \"path\": \"{StarterFiles.ModelPath}\""
                + $"{(model.Options.Length > 0 ? ", " : "")}{model.Options} }}"));
        section.Append("\n\n");
        string names = string.Join(", ", models.Skip(1).Select(model => $"\"{model.Name}\""));
        string replaced = Between(configuration, FirstLine, LastLine, section.ToString());
        return Between(replaced, Candidates, "],", Candidates + names);
    }

    private static string Offer(string configuration) => configuration.Replace(
        "\n\n" + LastLine, "\n" + Again.ReplaceLineEndings("\n") + LastLine, StringComparison.Ordinal);

    // From the one text up to the other.
    private static string Between(string text, string from, string to, string replacement)
    {
        int start = text.IndexOf(from, StringComparison.Ordinal);
        int end = text.IndexOf(to, start, StringComparison.Ordinal);
        return text[..start] + replacement + text[end..];
    }
}
