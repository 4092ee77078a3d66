using System.CommandLine;
using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.LlamaCpp;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Cli.Options;

/// <summary>How the commands that run a GGUF model load it, in the embedded engine or in llama.cpp.</summary>
internal sealed class EngineOptionSet
{
    private static readonly string[] s_keyValueTypes = ["f32", "f16", "q8_0", "q4_0"];
    private static readonly string[] s_activationTypes = ["f32", "int8"];

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Number of threads.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private readonly Option<string?> _keyValues = new("--kv-cache")
    {
        Description = "Type of the key-value cache: f32, f16, q8_0 or q4_0. [default: f32; f16 in llama.cpp]",
        HelpName = "TYPE",
        CompletionSources = { s_keyValueTypes },
    };

    private readonly Option<string> _activations = new("--activations")
    {
        Description = "Type of the activations: f32, or int8 (rounded per token; for weights in q8_0, q5_0 or q4_0).",
        DefaultValueFactory = _ => "f32",
        CompletionSources = { s_activationTypes },
    };

    private readonly Option<string?> _adapter = new("--adapter")
    {
        Description = "GGUF file of a LoRA adapter to apply to the weights.",
    };

    private readonly Option<int?> _gpuLayers = new("--gpu-layers")
    {
        Description = "llama.cpp: layers to compute on the GPU. [default: 0]",
        HelpName = "N",
    };

    private readonly Option<int?> _context = new("--context")
    {
        Description = "Tokens of a sequence, prompt and answer together. [default: the model's context]",
        HelpName = "N",
    };

    /// <summary>Which engine.</summary>
    public EngineOption Engine { get; } = EngineOption.Create();

    /// <summary>Adds all options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_threads);
        command.Options.Add(_context);
        AddRunOptionsTo(command);
    }

    /// <summary>Adds those that change what a model answers.</summary>
    public void AddRunOptionsTo(Command command)
    {
        command.Options.Add(Engine);
        command.Options.Add(_keyValues);
        command.Options.Add(_activations);
        command.Options.Add(_adapter);
        command.Options.Add(_gpuLayers);
    }

    /// <summary>Loads a GGUF model into the engine that is asked for; the caller disposes it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The model.</param>
    /// <param name="sequences">Sequences that are decoded together, at most.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <exception cref="InvalidInputException">An option or the model cannot be used.</exception>
    public InferenceEngine Load(
        ParseResult parsed, string path, int sequences, CancellationToken cancellationToken)
    {
        int threads = ReadThreads(parsed);
        return Engine.IsLlamaCpp(parsed)
            ? LlamaEngine.Load(
                path,
                ReadLlamaOptions(parsed) with
                {
                    Threads = threads,
                    Sequences = sequences,
                    HasFixedShape = false,
                    ContextLength = ReadContext(parsed),
                },
                cancellationToken)
            : GgufEngine.Load(path, Read(parsed) with { MaxSequences = sequences });
    }

    /// <summary>All options as they were given.</summary>
    /// <exception cref="InvalidInputException">A value is not one of those that are known.</exception>
    public EngineOptions Read(ParseResult parsed) => ReadRunOptions(parsed) with
    {
        Threads = ReadThreads(parsed),
        ContextLength = ReadContext(parsed),
    };

    /// <summary>Those of llama.cpp.</summary>
    /// <exception cref="InvalidInputException">A value is not one of those that llama.cpp knows.</exception>
    public LlamaOptions ReadLlamaOptions(ParseResult parsed)
    {
        ModelConfiguration model = ReadModel(parsed);
        return model.Activations is null or "f32"
            ? LlamaRunOptions.From(model)
            : throw new InvalidInputException(
                "--activations", $"\"{model.Activations}\" in llama.cpp, which rounds activations in its own way",
                fix: "Remove the option.");
    }

    /// <summary>Those that change what a model answers.</summary>
    /// <exception cref="InvalidInputException">A value is not one of those that are known.</exception>
    public EngineOptions ReadRunOptions(ParseResult parsed)
    {
        ModelConfiguration model = ReadModel(parsed);
        return model.GpuLayers is null || Engine.IsLlamaCpp(parsed)
            ? GgufRunOptions.From(model)
            : throw new InvalidInputException(
                "--gpu-layers", "layers for the GPU in the embedded engine, which computes on the processor",
                fix: "Add --engine llama.cpp, or remove the option.");
    }

    private int? ReadContext(ParseResult parsed) => parsed.GetValue(_context) is { } context
        ? OptionRange.Check(context, 16, 1 << 24, "--context")
        : null;

    private int ReadThreads(ParseResult parsed) =>
        OptionRange.Check(parsed.GetValue(_threads), 1, 1024, "--threads");

    private ModelConfiguration ReadModel(ParseResult parsed) => new()
    {
        Provider = "gguf",
        KvCache = parsed.GetValue(_keyValues) is { } type
            ? OptionChoice.Check(type, s_keyValueTypes, "--kv-cache")
            : null,
        Activations = OptionChoice.Check(parsed.GetValue(_activations)!, s_activationTypes, "--activations"),
        Adapter = parsed.GetValue(_adapter),
        GpuLayers = parsed.GetValue(_gpuLayers) is { } layers
            ? OptionRange.Check(layers, 0, 4096, "--gpu-layers")
            : null,
    };
}
