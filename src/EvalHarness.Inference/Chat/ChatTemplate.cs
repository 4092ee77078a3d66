using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EvalHarness.Inference.Chat.Jinja.Evaluation;
using EvalHarness.Inference.Chat.Jinja.Syntax;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat;

/// <summary>A model's chat template: a Jinja program that writes a conversation as the model expects it.</summary>
/// <remarks>Renders what transformers' <c>render_jinja_template</c> does. Safe to use from several threads.</remarks>
public sealed class ChatTemplate
{
    private readonly string _normalized;
    private readonly RenderingLimits _limits;
    private readonly IReadOnlyList<Statement> _body;

    private ChatTemplate(string source, string normalized, RenderingLimits limits)
    {
        (Source, _normalized, _limits) = (source, normalized, limits);
        _body = Parser.Parse(normalized, limits, TemplateSettings.Chat);
    }

    /// <summary>The template's source.</summary>
    public string Source { get; }

    /// <summary>SHA-256 of the source in UTF-8, in lower-case hexadecimal.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Source)));

    /// <summary>Reads a template.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="limits">What it may use; <c>null</c> for the defaults.</param>
    /// <exception cref="TemplateException">The source is too long, malformed or unsupported.</exception>
    public static ChatTemplate FromSource(string source, RenderingLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(source, Lexer.Normalize(source, TemplateSettings.Chat), limits ?? new());
    }

    /// <summary>Writes a conversation.</summary>
    /// <exception cref="TemplateException">The template refuses the conversation, fails, or needs too much.</exception>
    public RenderedChat Render(ChatConversation conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        Meter meter = new(_normalized, _limits, TemplateSettings.Chat);
        ChatVariables variables = new(conversation, meter);
        TextValue text = variables.Cut(Render(variables.Read(), conversation.Now, meter));
        return new(text.Value, text.FromMessages);
    }

    /// <summary>Renders with nothing but the given variables, whose texts count as the template's own.</summary>
    internal RenderedChat RenderVariables(IReadOnlyDictionary<string, JsonElement> variables, DateTime now)
    {
        Meter meter = new(_normalized, _limits, TemplateSettings.Chat);
        TextValue text = Render(
            variables.Select(item => (item.Key, JsonValues.Read(item.Value, isFromMessage: false, meter))), now, meter);
        return new(text.Value, text.FromMessages);
    }

    private TextValue Render(IEnumerable<(string Name, JinjaValue Value)> variables, DateTime now, Meter meter)
    {
        Scope scope = Globals.CreateScope(now, meter);
        foreach ((string name, JinjaValue value) in variables)
        {
            scope.Set(name, value);
        }

        TextBuilder output = new(meter);
        new Executor(new Evaluator(meter)).Execute(_body, new Scope(scope), output);
        return output.ToText();
    }
}
