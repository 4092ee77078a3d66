using System.CommandLine;
using EvalHarness.Inference;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Cli.Options;

/// <summary>How the commands that run a model in the embedded engine load it.</summary>
internal sealed class EngineOptionSet
{
    private static readonly string[] s_keyValueTypes = ["f32", "f16", "q8_0", "q4_0"];
    private static readonly string[] s_activationTypes = ["f32", "int8"];

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Number of threads.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private readonly Option<string> _keyValues = new("--kv-cache")
    {
        Description = "Type of the key-value cache: f32, f16, q8_0 or q4_0.",
        DefaultValueFactory = _ => "f32",
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

    /// <summary>Adds all options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_threads);
        AddRunOptionsTo(command);
    }

    /// <summary>Adds those that change what a model answers.</summary>
    public void AddRunOptionsTo(Command command)
    {
        command.Options.Add(_keyValues);
        command.Options.Add(_activations);
        command.Options.Add(_adapter);
    }

    /// <summary>All options as they were given.</summary>
    /// <exception cref="InvalidInputException">A value is not one of those that are known.</exception>
    public EngineOptions Read(ParseResult parsed) => ReadRunOptions(parsed) with
    {
        Threads = OptionRange.Check(parsed.GetValue(_threads), 1, 1024, "--threads"),
    };

    /// <summary>Those that change what a model answers.</summary>
    /// <exception cref="InvalidInputException">A value is not one of those that are known.</exception>
    public EngineOptions ReadRunOptions(ParseResult parsed) => GgufRunOptions.From(new ModelConfiguration
    {
        Provider = "gguf",
        KvCache = OptionChoice.Check(parsed.GetValue(_keyValues)!, s_keyValueTypes, "--kv-cache"),
        Activations = OptionChoice.Check(parsed.GetValue(_activations)!, s_activationTypes, "--activations"),
        Adapter = parsed.GetValue(_adapter),
    });
}
