using System.Text.Json;
using EvalHarness.Inference.Chat.Jinja.Evaluation;
using EvalHarness.Inference.Chat.Jinja.Syntax;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat;

/// <summary>A Jinja template that makes a text of a document's fields, as lm-evaluation-harness renders it.</summary>
/// <remarks>
/// Undefined names fail, the last line end is kept, lines that hold only a tag are not trimmed, and values are printed
/// as Python prints them. Data is never read as a template. Safe to use from several threads.
/// </remarks>
public sealed class DocumentTemplate
{
    private static readonly RenderingLimits s_limits = new();

    private readonly string _source;
    private readonly IReadOnlyList<Statement> _body;

    private DocumentTemplate(string source)
    {
        _source = Lexer.Normalize(source, TemplateSettings.Documents);
        _body = Parser.Parse(_source, s_limits, TemplateSettings.Documents);
    }

    /// <summary>Reads a template.</summary>
    /// <exception cref="TemplateException">The source is too long, malformed or unsupported.</exception>
    public static DocumentTemplate FromSource(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(source);
    }

    /// <summary>The text that the template makes of a document.</summary>
    /// <param name="document">An object; its properties are the template's variables.</param>
    /// <exception cref="TemplateException">The document lacks what is used, or the template needs too much.</exception>
    public string Render(JsonElement document)
    {
        Meter meter = new(_source, s_limits, TemplateSettings.Documents);
        Scope scope = new(Globals.CreateScope(default, meter));
        foreach (JsonProperty property in document.EnumerateObject())
        {
            scope.Set(property.Name, JsonValues.Read(property.Value, isFromMessage: false, meter));
        }

        TextBuilder output = new(meter);
        new Executor(new Evaluator(meter)).Execute(_body, new Scope(scope), output);
        return output.ToText().Value;
    }
}
