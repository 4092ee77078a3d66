using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Prompts;

/// <summary>A prompt that is ready to be filled in. Thread-safe.</summary>
public sealed class PromptTemplate
{
    private readonly string _place;
    private readonly TemplateSteps _template;
    private readonly Dictionary<string, string> _defaults = new(StringComparer.Ordinal);

    private PromptTemplate(string place, PromptFile prompt)
    {
        (_place, Prompt, _template) = (place, prompt, TemplateSteps.Read(place, prompt.Template));
        foreach (PromptVariable variable in prompt.Variables)
        {
            if ((variable.Default ?? (variable.IsRequired ? null : "")) is { } value)
            {
                _defaults[variable.Name] = value;
            }
        }

        RequiredVariables =
        [
            .. UsedVariables
                .Union(prompt.Variables.Where(variable => variable.IsRequired).Select(variable => variable.Name))
                .Except(_defaults.Keys),
        ];
    }

    /// <summary>The prompt as its file says it.</summary>
    public PromptFile Prompt { get; }

    /// <summary>
    /// Variables that every sample must give: those that the template uses or the prompt requires, and that have
    /// neither a default nor <c>is_required: false</c>.
    /// </summary>
    public IReadOnlyList<string> RequiredVariables { get; }

    /// <summary>Variables that the template uses, each once.</summary>
    public IReadOnlyList<string> UsedVariables => _template.Variables;

    /// <summary>Reads a prompt file.</summary>
    /// <exception cref="InvalidInputException">The file, its template or its messages are malformed.</exception>
    public static PromptTemplate Load(string path) => Create(PromptFileReader.Read(path), path);

    /// <summary>Reads a prompt's template.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="place">What to call it in messages about mistakes.</param>
    /// <exception cref="InvalidInputException">The template or its messages are malformed.</exception>
    public static PromptTemplate Create(PromptFile prompt, string place)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        PromptTemplate template = new(place, prompt);

        // Blocks can hide a malformed message from one of these two, so try with everything and with nothing.
        foreach (string probe in (string[])["x", ""])
        {
            template.Render(template.RequiredVariables.ToDictionary(name => name, _ => probe));
        }

        return template;
    }

    /// <summary>Fills in the variables and reads the messages.</summary>
    /// <remarks>
    /// Variables arrive in the messages exactly as they were given, but for white space at the ends of a message.
    /// <c>{{#each x}}</c> goes over the lines of <c>x</c>.
    /// </remarks>
    /// <param name="variables">At least <see cref="RequiredVariables"/>; others are ignored.</param>
    /// <exception cref="InvalidInputException">A required variable is missing; names it.</exception>
    public IReadOnlyList<ChatMessage> Render(IReadOnlyDictionary<string, string> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        foreach (string name in RequiredVariables)
        {
            if (!variables.ContainsKey(name))
            {
                throw new InvalidInputException(
                    _place, $"no value for the prompt variable {{{{{name}}}}}", "a field of that name in every sample",
                    NearestName.Suggest(name, [.. variables.Keys]));
            }
        }

        // Escaping is done on the way in, where triple braces cannot undo it.
        Dictionary<string, string> escaped = new(UsedVariables.Count, StringComparer.Ordinal);
        foreach (string name in UsedVariables)
        {
            string value = variables.TryGetValue(name, out string? given) ? given : _defaults[name];
            escaped[name] = PromptMarkup.Escape(value);
        }

        return PromptMarkup.Parse(_place, _template.Write(escaped));
    }
}
