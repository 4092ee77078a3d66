using EvalHarness.Pipeline.Prompts;
using Microsoft.SemanticKernel;

namespace EvalHarness.SemanticKernel;

/// <summary>The harness's prompt files as functions of a Kernel.</summary>
public static class PromptFunctions
{
    private const string StopSequences = "stop_sequences";

    /// <summary>Loads a prompt file.</summary>
    /// <remarks>
    /// The Kernel sends the messages and settings that the harness itself would. A hyphen in the prompt's name becomes
    /// an underscore, as the Kernel's names have none.
    /// </remarks>
    /// <param name="path">A YAML file in Semantic Kernel's schema with a Handlebars template.</param>
    /// <exception cref="InvalidInputException">The file, its template or its messages are malformed.</exception>
    public static KernelFunction Load(string path)
    {
        PromptTemplate template = PromptTemplate.Load(path);
        PromptTemplateConfig configuration = KernelFunctionYaml.ToPromptTemplateConfig(File.ReadAllText(path));
        configuration.Name = NameOf(template.Prompt);
        foreach (PromptExecutionSettings settings in configuration.ExecutionSettings.Values)
        {
            // The Kernel reads a list of objects, which it then takes for no stop sequences at all.
            if (settings.ExtensionData?.TryGetValue(StopSequences, out object? read) == true
                && read is IEnumerable<object> texts)
            {
                settings.ExtensionData[StopSequences] = texts.Select(text => $"{text}").ToList();
            }
        }

        return KernelFunctionFactory.CreateFromPrompt(configuration, new HarnessTemplate(template));
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
}
