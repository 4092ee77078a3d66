using System.Globalization;
using System.Net;
using System.Text;
using System.Xml;
using EvalHarness.Pipeline.Prompts;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace EvalHarness.SemanticKernel;

/// <summary>
/// A prompt of the harness as a Kernel's template: the Kernel sends the very messages that the harness would.
/// </summary>
/// <param name="template">The prompt.</param>
internal sealed class HarnessTemplate(PromptTemplate template) : IPromptTemplate, IPromptTemplateFactory
{
    /// <inheritdoc/>
    public bool TryCreate(PromptTemplateConfig templateConfig, out IPromptTemplate result)
    {
        result = this;
        return true;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">
    /// A required variable is missing, or a text holds a character that the Kernel's markup cannot carry.
    /// </exception>
    public Task<string> RenderAsync(
        Kernel kernel, KernelArguments? arguments = null, CancellationToken cancellationToken = default)
    {
        Dictionary<string, string> variables = (arguments ?? []).ToDictionary(
            argument => argument.Key,
            argument => Convert.ToString(argument.Value, CultureInfo.InvariantCulture) ?? "",
            StringComparer.Ordinal);
        return Task.FromResult(Write(template.Render(variables)));
    }

    // The Kernel reads XML, whose line ends it would change, and decodes what stands between the tags once more.
    private string Write(IReadOnlyList<ChatMessage> messages)
    {
        StringBuilder markup = new();
        foreach (ChatMessage message in messages)
        {
            RequireCharactersOfXml(message.Text);
            markup.Append("<message role=\"").Append(message.Role.Value).Append("\">")
                .Append(WebUtility.HtmlEncode(message.Text).Replace("\r", "&#13;", StringComparison.Ordinal))
                .Append("</message>\n");
        }

        return markup.ToString();
    }

    private void RequireCharactersOfXml(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else if (!XmlConvert.IsXmlChar(text[i]))
            {
                throw new InvalidInputException(
                    template.Prompt.Name,
                    FormattableString.Invariant($"the character U+{(int)text[i]:X4} in a text"),
                    "texts without control characters",
                    "Ask the model without a Kernel, or remove the character.");
            }
        }
    }
}
