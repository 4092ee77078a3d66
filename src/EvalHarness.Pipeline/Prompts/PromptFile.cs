namespace EvalHarness.Pipeline.Prompts;

/// <summary>A prompt as its file says it, in Semantic Kernel's YAML schema.</summary>
public sealed record PromptFile
{
    /// <summary>Name of the prompt.</summary>
    public required string Name { get; init; }

    /// <summary>What the prompt asks for.</summary>
    public string? Description { get; init; }

    /// <summary>The Handlebars template.</summary>
    public required string Template { get; init; }

    /// <summary>Variables that the prompt declares.</summary>
    public IReadOnlyList<PromptVariable> Variables { get; init; } = [];

    /// <summary>How the prompt wants models to generate.</summary>
    public PromptSettings Settings { get; init; } = new();

    /// <summary>SHA-256 of the file's bytes in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }
}
