using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>Where a model comes from.</summary>
public sealed record ModelConfiguration
{
    /// <summary>Who makes the model: gguf, openai, process, onnx-genai, semantic-kernel or scripted.</summary>
    [AllowedValues("gguf", "scripted", "openai", "process", "onnx-genai", "semantic-kernel")]
    public required string Provider { get; init; }

    /// <summary>
    /// A GGUF file (gguf, process), a model folder, or a GGUF file to make one from (onnx-genai), or a file of answers
    /// (scripted).
    /// </summary>
    [PathKind(PathKind.FileOrFolder)]
    public string? Path { get; init; }

    /// <summary>How to quantize the weights before use (gguf, onnx-genai); made once and cached.</summary>
    public QuantizeConfiguration? Quantize { get; init; }

    /// <summary>How the engine keeps keys and values: in full (f32, the default) or in fewer bits (gguf).</summary>
    [AllowedValues("f32", "f16", "q8_0", "q4_0")]
    public string? KvCache { get; init; }

    /// <summary>
    /// Whether activations are rounded to 8 bits per token before they meet weights in q8_0, q5_0 or q4_0: f32, the
    /// default, or int8 (gguf).
    /// </summary>
    [AllowedValues("f32", "int8")]
    public string? Activations { get; init; }

    /// <summary>A LoRA adapter in GGUF that is added to the weights, quantized or not (gguf).</summary>
    [PathKind(PathKind.File)]
    public string? Adapter { get; init; }

    /// <summary>Address of an OpenAI-compatible endpoint, with its version path (openai, semantic-kernel).</summary>
    [Url]
    public string? Endpoint { get; init; }

    /// <summary>Name of the model at the endpoint (openai, process, semantic-kernel).</summary>
    public string? Model { get; init; }

    /// <summary>Key of a chat model among the Kernel's services (semantic-kernel).</summary>
    [MinLength(1)]
    public string? Service { get; init; }

    /// <summary>A function of the Kernel that gives the answers, as PLUGIN.NAME (semantic-kernel).</summary>
    [RegularExpression(
        "^[0-9A-Za-z_]+[.][0-9A-Za-z_]+$", ErrorMessage = "a plugin and a function, such as support.answer")]
    public string? Function { get; init; }

    /// <summary>
    /// Key of the endpoint (openai, process, semantic-kernel); write it as ${NAME}, so that it comes from the
    /// environment.
    /// </summary>
    [HeaderValue]
    public string? ApiKey { get; init; }

    /// <summary>
    /// HTTP headers beside the key, by name (openai, process); secrets among them as ${NAME}.
    /// </summary>
    [HeaderValue]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>
    /// Parameters of every request, by the endpoint's own names: null leaves one out, any other value sets it, in place
    /// of what the harness would send or beside it (openai, process).
    /// </summary>
    public JsonObject? Parameters { get; init; }

    /// <summary>Answers are asked for as streams, for servers that give no others (openai, process).</summary>
    public bool? Stream { get; init; }

    /// <summary>Program and arguments that serve the model (process); ${model} and ${port} are filled in.</summary>
    [Placeholders("model", "port")]
    [MinLength(1)]
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Environment variables of the command beside the harness's own (process).</summary>
    [Placeholders("model", "port")]
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Version path of the served endpoint (process); /v1 when absent.</summary>
    [RegularExpression("^/", ErrorMessage = "a path that begins with a slash")]
    public string? EndpointPath { get; init; }

    /// <summary>Seconds that the server may take to be ready (process); 300 when absent.</summary>
    [Range(0.1, 86400d)]
    public double? StartSeconds { get; init; }

    /// <summary>The most that the model may use in a run.</summary>
    public BudgetConfiguration? Budget { get; init; }

    /// <summary>What its tokens cost; needed for a budget in US dollars.</summary>
    public PriceConfiguration? Price { get; init; }

    /// <summary>How hard the endpoint is asked, and how long for (openai, process, semantic-kernel).</summary>
    public LimitsConfiguration? Limits { get; init; }

    /// <summary>Keeps answers for later runs; of an endpoint only when its weights never change.</summary>
    public bool? Cache { get; init; }

    /// <summary>How requests differ from the usual ones, for what the model is; empty when they do not.</summary>
    internal string DescribeRequests() =>
        (Parameters is { Count: > 0 } ? $"\nparameters {Parameters.ToJsonString()}" : "")
        + (Stream == true ? "\nstream" : "");
}
