using EvalHarness.Pipeline.Prompts;
using Microsoft.SemanticKernel;

namespace EvalHarness.SemanticKernel;

/// <summary>The harness's prompt files as functions of a Kernel.</summary>
public static class PromptFunctions
{
    /// <summary>Loads a prompt file.</summary>
    /// <remarks>
    /// The Kernel sends the messages and settings that the harness itself would: those of <c>default</c>, whichever
    /// service answers. A hyphen in the prompt's name becomes an underscore, as the Kernel's names have none.
    /// </remarks>
    /// <param name="path">A YAML file in Semantic Kernel's schema with a Handlebars template.</param>
    /// <exception cref="InvalidInputException">The file, its template or its messages are malformed.</exception>
    public static KernelFunction Load(string path)
    {
        PromptTemplate template = PromptTemplate.Load(path);
        return KernelFunctionFactory.CreateFromPrompt(ConfigurationOf(template.Prompt), new HarnessTemplate(template));
    }

    /// <summary>Loads every prompt file of a folder.</summary>
    /// <param name="folder">Folder of <c>.yaml</c> files.</param>
    /// <param name="name">Name of the plugin.</param>
    /// <exception cref="InvalidInputException">A file is malformed.</exception>
    public static KernelPlugin LoadFolder(string folder, string name = "prompts") =>
        KernelPluginFactory.CreateFromFunctions(
            name,
            "Prompts of the evaluation harness.",
            Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal).Select(Load));

    /// <summary>A prompt's name as a Kernel accepts it.</summary>
    internal static string NameOf(PromptFile prompt) =>
        string.Concat(prompt.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));

    private static PromptTemplateConfig ConfigurationOf(PromptFile prompt) => new(prompt.Template)
    {
        Name = NameOf(prompt),
        Description = prompt.Description,
        TemplateFormat = "handlebars",
        InputVariables =
        [
            .. prompt.Variables.Select(variable => new InputVariable
            {
                Name = variable.Name,
                Description = variable.Description ?? "",
                Default = variable.Default,
                IsRequired = variable.IsRequired,
            }),
        ],
        ExecutionSettings = new()
        {
            [PromptExecutionSettings.DefaultServiceId] = new() { ExtensionData = SettingsOf(prompt.Settings) },
        },
    };

    // The names that connectors know; what the prompt leaves open is left to them.
    private static Dictionary<string, object> SettingsOf(PromptSettings settings)
    {
        Dictionary<string, object?> given = new()
        {
            ["temperature"] = settings.Temperature,
            ["max_tokens"] = settings.MaxTokens,
            ["top_p"] = settings.TopP,
            ["top_k"] = settings.TopK,
            ["seed"] = settings.Seed,
            ["stop_sequences"] = settings.StopSequences?.ToList(),
        };
        return given.Where(setting => setting.Value is not null)
            .ToDictionary(setting => setting.Key, setting => setting.Value!);
    }
}
