using System.Globalization;
using System.Text;

namespace EvalHarness.Pipeline.Prompts;

/// <summary>A Handlebars template as steps that write it. Thread-safe.</summary>
/// <remarks>
/// One list is gone over at a time, and no step calls another, so that neither depth nor repetition is without bounds.
/// </remarks>
internal sealed class TemplateSteps
{
    private readonly TemplateStep[] _steps;

    private TemplateSteps(TemplateStep[] steps, IReadOnlyList<string> variables) =>
        (_steps, Variables) = (steps, variables);

    /// <summary>Names of the variables that the template uses, each once, but for <c>each</c>'s own.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>Reads a template.</summary>
    /// <param name="place">What to call it in messages about mistakes.</param>
    /// <param name="template">The template.</param>
    /// <exception cref="InvalidInputException">A tag is not allowed, or blocks do not match.</exception>
    public static TemplateSteps Read(string place, string template)
    {
        TemplateTags tags = new(place, template);
        string[] variables =
        [
            .. tags.Tags
                .Where(tag => tag.Kind is TemplateTagKind.Variable or TemplateTagKind.Open && !tag.IsOfLoop)
                .Select(tag => tag.Name)
                .Distinct(StringComparer.Ordinal),
        ];
        return new(new TemplateBlocks(tags).Steps, variables);
    }

    /// <summary>The name means the line that an <c>each</c> block is at, or its place.</summary>
    public static bool IsOfLoop(string name) => name == "this" || name.StartsWith('@');

    /// <summary>Writes the template.</summary>
    /// <param name="values">At least <see cref="Variables"/>.</param>
    public string Write(IReadOnlyDictionary<string, string> values)
    {
        StringBuilder text = new();
        Loop loop = new([], 0);
        for (int at = 0; at < _steps.Length;)
        {
            TemplateStep step = _steps[at++];
            switch (step.Kind)
            {
                case TemplateStepKind.Text:
                    text.Append(step.Text);
                    break;
                case TemplateStepKind.Variable:
                    text.Append(IsOfLoop(step.Text) ? loop.Value(step.Text) : values[step.Text]);
                    break;
                case TemplateStepKind.If:
                    at = IsSet(step.Text, values, loop) ? at : step.Target;
                    break;
                case TemplateStepKind.Unless:
                    at = IsSet(step.Text, values, loop) ? step.Target : at;
                    break;
                case TemplateStepKind.Each:
                    loop = new(Lines(values[step.Text]), 0);
                    at = loop.Lines.Length > 0 ? at : step.Target;
                    break;
                case TemplateStepKind.Next:
                    loop = loop with { Index = loop.Index + 1 };
                    at = loop.Index < loop.Lines.Length ? step.Target : at;
                    break;
                default:
                    at = step.Target;
                    break;
            }
        }

        return text.ToString();
    }

    private static string[] Lines(string value) =>
        value.Length == 0 ? [] : value.ReplaceLineEndings("\n").Split('\n');

    private static bool IsSet(string name, IReadOnlyDictionary<string, string> values, Loop loop) =>
        IsOfLoop(name) ? loop.IsSet(name) : values[name].Length > 0;

    private readonly record struct Loop(string[] Lines, int Index)
    {
        private bool IsLast => Index == Lines.Length - 1;

        public string Value(string name) => name switch
        {
            "this" => Lines[Index],
            "@index" => Index.ToString(CultureInfo.InvariantCulture),
            _ => IsSet(name) ? bool.TrueString : bool.FalseString,
        };

        public bool IsSet(string name) => name switch
        {
            "this" => Lines[Index].Length > 0,
            "@index" => Index > 0,
            "@first" => Index == 0,
            _ => IsLast,
        };
    }
}
