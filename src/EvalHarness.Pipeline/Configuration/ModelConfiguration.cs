using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>Where a model comes from.</summary>
public sealed record ModelConfiguration
{
    /// <summary>
    /// Provider of the model: gguf (the embedded engine), llama.cpp, openai, process, onnx-genai, semantic-kernel,
    /// assembly, program, recorded or scripted.
    /// </summary>
    [AllowedValues(
        "gguf", "llama.cpp", "scripted", "openai", "process", "onnx-genai", "semantic-kernel", "recorded", "assembly",
        "program")]
    public required string Provider { get; init; }

    /// <summary>
    /// A GGUF file (gguf, llama.cpp, process), a model folder or a GGUF file to export (onnx-genai), or a file of
    /// answers (scripted).
    /// </summary>
    [PathKind(PathKind.FileOrFolder)]
    public string? Path { get; init; }

    /// <summary>
    /// File of recorded answers by task (recorded): samples_*.jsonl of lm-evaluation-harness, or a .eval or .json log
    /// of Inspect. A * in its name stands for the tasks of a group.
    /// </summary>
    [PathKind(PathKind.Files)]
    [MinLength(1)]
    public IReadOnlyDictionary<string, string>? Files { get; init; }

    /// <summary>How to quantize the weights before use (gguf, llama.cpp, onnx-genai); done once and cached.</summary>
    public QuantizeConfiguration? Quantize { get; init; }

    /// <summary>
    /// Type of the key-value cache: f32, f16, q8_0 or q4_0 (gguf, llama.cpp). Default: f32, and f16 with llama.cpp.
    /// </summary>
    [AllowedValues("f32", "f16", "q8_0", "q4_0")]
    public string? KvCache { get; init; }

    /// <summary>
    /// Type of the activations: f32 (the default), or int8: rounded to 8 bits per token, for weights in q8_0, q5_0 or
    /// q4_0 (gguf).
    /// </summary>
    [AllowedValues("f32", "int8")]
    public string? Activations { get; init; }

    /// <summary>A LoRA adapter in GGUF to apply to the weights, quantized or not (gguf, llama.cpp).</summary>
    [PathKind(PathKind.File)]
    public string? Adapter { get; init; }

    /// <summary>
    /// Positions of a sequence, prompt and answer together (gguf, llama.cpp, onnx-genai). Default: the model's own;
    /// with llama.cpp at most 4096, because it takes the memory at once.
    /// </summary>
    [Range(16, 16777216)]
    public int? Context { get; init; }

    /// <summary>
    /// Sequences of a batch (llama.cpp); every batch has as many rows, so an answer does not depend on the requests
    /// beside it. Default: 4.
    /// </summary>
    [Range(1, 256)]
    public int? Sequences { get; init; }

    /// <summary>
    /// Layers to compute on the GPU (llama.cpp); needs a build with a GPU back-end. Default: 0.
    /// </summary>
    [Range(0, 4096)]
    public int? GpuLayers { get; init; }

    /// <summary>
    /// Whether prompts are written by the chat template. Default: true; false sends them as plain text, as base models
    /// are evaluated (gguf, llama.cpp, onnx-genai; openai asks the endpoint's /completions).
    /// </summary>
    public bool? Chat { get; init; }

    /// <summary>A Jinja chat template to use instead of the model's own (gguf, llama.cpp, onnx-genai).</summary>
    [PathKind(PathKind.File)]
    public string? ChatTemplate { get; init; }

    /// <summary>
    /// Variables of the chat template by name, such as enable_thinking (gguf, llama.cpp, onnx-genai).
    /// </summary>
    public JsonObject? TemplateVariables { get; init; }

    /// <summary>Address of an OpenAI-compatible endpoint, with its version path (openai, semantic-kernel).</summary>
    [Url]
    public string? Endpoint { get; init; }

    /// <summary>Name of the model at the endpoint (openai, process, semantic-kernel).</summary>
    public string? Model { get; init; }

    /// <summary>Key of a chat or embedding model among the Kernel's services (semantic-kernel).</summary>
    [MinLength(1)]
    public string? Service { get; init; }

    /// <summary>A function of the Kernel that returns the answers, as PLUGIN.NAME (semantic-kernel).</summary>
    [RegularExpression(
        "^[0-9A-Za-z_]+[.][0-9A-Za-z_]+$", ErrorMessage = "a plugin and a function, such as support.answer")]
    public string? Function { get; init; }

    /// <summary>
    /// API key of the endpoint (openai, process, semantic-kernel); write it as ${NAME}, to take it from the
    /// environment.
    /// </summary>
    [HeaderValue]
    public string? ApiKey { get; init; }

    /// <summary>Additional HTTP headers by name (openai, process); write secrets as ${NAME}.</summary>
    [HeaderValue]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>
    /// Parameters of every request, by the endpoint's own names: null removes one, any other value sets it (openai,
    /// process).
    /// </summary>
    public JsonObject? Parameters { get; init; }

    /// <summary>Whether to request streamed responses, for servers that offer no others (openai, process).</summary>
    public bool? Stream { get; init; }

    /// <summary>.NET assembly with a public type that implements IChatClient (assembly).</summary>
    [PathKind(PathKind.File)]
    public string? Assembly { get; init; }

    /// <summary>Name of the type; required where the assembly has several models (assembly).</summary>
    [MinLength(1)]
    public string? Type { get; init; }

    /// <summary>Settings for the constructor of the type (assembly); write secrets as ${NAME}.</summary>
    [FilledIn]
    public JsonObject? Settings { get; init; }

    /// <summary>
    /// Program and arguments: one that serves the model, where ${model} and ${port} are replaced (process), or one that
    /// answers JSON lines (program).
    /// </summary>
    [Placeholders("model", "port")]
    [MinLength(1)]
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Environment variables to add for the command (process).</summary>
    [Placeholders("model", "port")]
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Version path of the served endpoint (process). Default: /v1.</summary>
    [RegularExpression("^/", ErrorMessage = "a path that begins with a slash")]
    public string? EndpointPath { get; init; }

    /// <summary>Maximum seconds until the server is ready (process). Default: 300.</summary>
    [Range(0.1, 86400d)]
    public double? StartSeconds { get; init; }

    /// <summary>Maximum use by the model in a run.</summary>
    public BudgetConfiguration? Budget { get; init; }

    /// <summary>Price of its tokens; required for a budget in US dollars.</summary>
    public PriceConfiguration? Price { get; init; }

    /// <summary>Concurrency, rate and time limits (openai, process, semantic-kernel, assembly, program).</summary>
    public LimitsConfiguration? Limits { get; init; }

    /// <summary>Keep answers for later runs; for an endpoint, set it only if its weights never change.</summary>
    public bool? Cache { get; init; }

    /// <summary>How requests differ from the usual ones, for what the model is; empty when they do not.</summary>
    internal string DescribeRequests() =>
        (Chat == false ? "\nplain" : "")
        + (Parameters is { Count: > 0 } ? $"\nparameters {Parameters.ToJsonString()}" : "")
        + (Stream == true ? "\nstream" : "");
}
