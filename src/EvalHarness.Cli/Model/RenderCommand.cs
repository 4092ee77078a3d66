using System.CommandLine;
using System.Text.Json;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Prompts;

namespace EvalHarness.Cli.Model;

/// <summary><c>render</c>: the exact prompt that a chat template makes of a conversation.</summary>
internal sealed class RenderCommand
{
    private const string Description =
        "Show the exact prompt that a chat template makes of a conversation.";

    private readonly Argument<string?> _model = new("MODEL")
    {
        Description = "GGUF model whose chat template is applied.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _template = new("--template")
    {
        Description = "Jinja template to apply instead of a model's.",
        HelpName = "FILE",
    };

    private readonly Option<string> _messages = new("--messages")
    {
        Description = "JSON file with one conversation, or JSON Lines with one a line (.jsonl): a list of messages, or "
            + "an object with messages, id, tools, documents, variables, now, add_generation_prompt and "
            + "continue_final_message.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _variables = new("--variables")
    {
        Description = "JSON file with the template's variables: bos_token, tools, enable_thinking and others. "
            + "[default: bos_token and eos_token of the model]",
        HelpName = "FILE",
    };

    private readonly Option<bool> _closed = new("--no-generation-prompt")
    {
        Description = "Do not open the model's answer.",
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new RenderCommand().CreateCommand(terminal);

    private Command CreateCommand(Terminal terminal)
    {
        Command command = new("render", Description) { _model, _template, _messages, _variables, _closed };
        command.SetAction(parsed => Run(parsed, terminal));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        ChatTemplateSource source =
            ChatTemplateSource.Read(parsed.GetValue(_model), parsed.GetValue(_template));
        Dictionary<string, JsonElement> variables = new(source.Variables, StringComparer.Ordinal);
        if (parsed.GetValue(_variables) is { } path)
        {
            foreach ((string name, JsonElement value) in ConversationFile.ReadVariables(path))
            {
                variables[name] = value;
            }
        }

        IReadOnlyList<ConversationEntry> entries = ConversationFile.Read(
            parsed.GetRequiredValue(_messages), variables, !parsed.GetValue(_closed), DateTime.Now);
        List<RenderedEntry> rendered = [.. entries.Select(entry => RenderedEntry.Render(entry, source.Template))];
        if (GlobalOptions.IsJson(parsed))
        {
            WriteJson(terminal.Output, rendered, source.Tokenizer);
        }
        else
        {
            WriteText(terminal, rendered);
        }

        return (int)(rendered.Exists(entry => entry.Chat is not null) ? ExitCode.Passed : ExitCode.BadInput);
    }

    private static void WriteText(Terminal terminal, List<RenderedEntry> rendered)
    {
        foreach (RenderedEntry entry in rendered)
        {
            string id = entry.Id.ToString();
            if (rendered.Count > 1)
            {
                terminal.Output.WriteLine(Terminal.Printable($"== {id}"));
            }

            if (entry.Chat is { } chat)
            {
                terminal.Output.WriteLine(Terminal.Printable(chat.Text));
            }
            else
            {
                terminal.WriteError(rendered.Count > 1 ? $"{id}: {entry.Error}" : entry.Error!);
            }
        }
    }

    private static void WriteJson(TextWriter output, List<RenderedEntry> rendered, Tokenizer? tokenizer) =>
        JsonOutput.Write(output, json =>
        {
            json.WriteStartArray();
            foreach (RenderedEntry entry in rendered)
            {
                json.WriteStartObject();
                json.WritePropertyName("id");
                entry.Id.WriteTo(json);
                json.WriteString(entry.Chat is null ? "error" : "text", entry.Chat?.Text ?? entry.Error);
                if (entry.Chat is { } chat && tokenizer is not null)
                {
                    json.WriteStartArray("ids");
                    Array.ForEach(chat.Encode(tokenizer), json.WriteNumberValue);
                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
}
