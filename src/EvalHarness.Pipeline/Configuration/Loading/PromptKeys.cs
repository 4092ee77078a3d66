using System.Text.Json;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>Checks the keys that say how prompts are written: <c>chat</c> and what depends on it.</summary>
/// <param name="root">The configuration file.</param>
/// <param name="mistakes">Receives what is wrong.</param>
internal sealed class PromptKeys(ConfigurationNode root, ConfigurationMistakes mistakes)
{
    private const string Template = "chatTemplate";
    private const string Variables = "templateVariables";

    /// <summary>Notes every mistake in tasks and models.</summary>
    public void Run()
    {
        foreach (ConfigurationMember model in ConfigurationChecks.Members(root["models"]))
        {
            RefuseWithoutChat(model.Value);
        }

        string?[] asked =
        [
            root["baseline"]?.Text,
            .. ConfigurationChecks.Items(root["candidates"]).Select(candidate => candidate.Text),
        ];
        string[] remotes =
        [
            .. asked.OfType<string>().Where(name => root["models"]?[name]?["provider"]?.Text
                is "openai" or "process" or "semantic-kernel" or "assembly" or "program"),
        ];
        string? remote = remotes.FirstOrDefault();
        string? chat = Array.Find(
            remotes, name => root["models"]?[name]?["chat"] is not { Kind: JsonValueKind.False });
        foreach (ConfigurationMember task in ConfigurationChecks.Members(root["tasks"]))
        {
            RefuseWithoutChat(task.Value);
            if (chat is not null)
            {
                Refuse(
                    task.Value["chat"] is { Kind: JsonValueKind.False } plain ? plain : null, "\"chat\": false", chat,
                    "Leave the key out, run the model's file in this process, or set \"chat\": false for a model of "
                        + "\"openai\", whose server then completes plain text.");
            }

            if (remote is not null)
            {
                Refuse(
                    task.Value[Template], $"\"{Template}\"", remote,
                    OwnFix(remote)
                        ?? "Start the server with the template instead, such as llama-server --chat-template-file "
                            + "FILE.");
                Refuse(
                    task.Value[Variables], $"\"{Variables}\"", remote,
                    OwnFix(remote)
                        ?? "If its server reads them, set \"parameters\": {\"chat_template_kwargs\": {…}} for the "
                            + "model.");
            }
        }
    }

    private void RefuseWithoutChat(ConfigurationNode section)
    {
        if (section["chat"] is { Kind: JsonValueKind.False }
            && (section[Template] ?? section[Variables]) is { } unused)
        {
            mistakes.Add(
                unused, "a chat template's key beside \"chat\": false", $"\"chat\": false alone",
                "Remove one of them: plain text has no template.");
        }
    }

    private bool IsOwn(string model) => root["models"]?[model]?["provider"]?.Text is "assembly" or "program";

    private string? OwnFix(string model) =>
        IsOwn(model) ? "Write the prompt in the code of the model, which is given the messages." : null;

    private void Refuse(ConfigurationNode? node, string key, string model, string fix)
    {
        if (node is not null)
        {
            mistakes.Add(
                node,
                $"{key} for the model \"{model}\", "
                    + (IsOwn(model) ? "which is given messages" : "whose endpoint applies its own chat template"),
                $"{key} only for models that run in this process", fix);
        }
    }
}
