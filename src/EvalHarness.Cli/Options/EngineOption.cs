using System.CommandLine;

namespace EvalHarness.Cli.Options;

/// <summary><c>--engine</c>: what runs a GGUF model.</summary>
internal sealed class EngineOption() : Option<string>("--engine")
{
    private const string Embedded = "embedded";
    private const string LlamaCpp = "llama.cpp";

    private const string RunDescription =
        "Engine for a GGUF model: embedded, or llama.cpp, which runs every architecture and type.";

    private static readonly string[] s_engines = [Embedded, LlamaCpp];

    /// <summary>The option, the embedded engine being its default.</summary>
    /// <param name="description">What it chooses.</param>
    public static EngineOption Create(string description = RunDescription)
    {
        EngineOption option = new()
        {
            Description = description,
            DefaultValueFactory = _ => Embedded,
            HelpName = "embedded|llama.cpp",
        };
        option.CompletionSources.Add(s_engines);
        return option;
    }

    /// <summary>llama.cpp is asked for.</summary>
    /// <exception cref="InvalidInputException">There is no such engine.</exception>
    public bool IsLlamaCpp(ParseResult parsed) =>
        OptionChoice.Check(parsed.GetValue(this)!, s_engines, Name) == LlamaCpp;

    /// <summary>Refuses llama.cpp for what it does not run.</summary>
    /// <exception cref="InvalidInputException">llama.cpp is asked for.</exception>
    public void RequireEmbedded(ParseResult parsed, string location, string kind)
    {
        if (IsLlamaCpp(parsed))
        {
            throw new InvalidInputException(location, $"{kind} for llama.cpp", "a GGUF model", "Remove --engine.");
        }
    }
}
