using System.Text.Json;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>Which keys of a model each provider needs and knows.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Required">Keys that must be there.</param>
/// <param name="Optional">Keys that may be there.</param>
internal sealed record ProviderKeys(string Provider, IReadOnlyList<string> Required, IReadOnlyList<string> Optional)
{
    // What holds for every model, wherever it runs.
    private static readonly string[] s_chain = ["budget", "price", "cache"];

    // What holds for every request to an endpoint.
    private static readonly string[] s_requests = ["headers", "parameters", "stream"];

    // How prompts are written for a model in this process.
    private static readonly string[] s_prompts = ["chat", "chatTemplate", "templateVariables"];

    // What a model of a Kernel is, one of them.
    private static readonly string[] s_kernelModels = ["function", "service", "model"];

    private static readonly ProviderKeys[] s_all =
    [
        new("gguf", ["path"], [
            "quantize", "kvCache", "activations", "adapter", "context", .. s_prompts, .. s_chain]),
        new("llama.cpp", ["path"], [
            "quantize", "kvCache", "adapter", "context", "sequences", "gpuLayers", .. s_prompts, .. s_chain]),
        new("scripted", ["path"], s_chain),
        new("recorded", ["files"], []),
        new("openai", ["endpoint", "model"], ["apiKey", "chat", .. s_requests, "limits", .. s_chain]),
        new("process", ["command"], [
            "path", "model", "environment", "endpointPath", "startSeconds", "apiKey", .. s_requests,
            "limits", .. s_chain]),
        new("onnx-genai", ["path"], ["quantize", "context", .. s_prompts, .. s_chain]),
        new("assembly", ["assembly"], ["type", "settings", "limits", .. s_chain]),
        new("program", ["command"], ["limits", .. s_chain]),
        new("semantic-kernel", [], [.. s_kernelModels, "endpoint", "apiKey", "limits", .. s_chain]),
    ];

    /// <summary>Notes keys that the model's provider lacks or does not know, and keys in clear text.</summary>
    public static void Check(ConfigurationNode model, ConfigurationMistakes mistakes)
    {
        if (Array.Find(s_all, keys => keys.Provider == model["provider"]?.Text) is not { } keys)
        {
            return;
        }

        foreach (string key in keys.Required.Where(key => model[key] is null))
        {
            mistakes.Add(model, $"no key \"{key}\"", $"\"{key}\", which the provider {keys.Provider} needs");
        }

        string[] all = [.. ConfigurationProperty.For(typeof(ModelConfiguration)).Select(property => property.Key)];
        foreach (ConfigurationMember member in model.Members.Where(member => all.Contains(member.Key)))
        {
            if (member.Key != "provider" && !keys.Required.Contains(member.Key) && !keys.Optional.Contains(member.Key))
            {
                mistakes.Add(
                    member.Value, $"\"{member.Key}\", which the provider {keys.Provider} does not support",
                    $"only provider, {string.Join(", ", keys.Required.Concat(keys.Optional))}");
            }
        }

        if (model["budget"] is { } budget && budget["usd"] is { } usd && model["price"] is null)
        {
            mistakes.Add(usd, "a budget in US dollars without a price", "\"price\" as well as \"budget\"");
        }

        if (keys.Provider == "process")
        {
            CheckCommand(model, mistakes);
        }
        else if (keys.Provider == "semantic-kernel")
        {
            CheckKernel(model, mistakes);
        }
        else if (keys.Provider == "program")
        {
            CheckTurns(model, mistakes);
        }

        SettingsSecrets.Check(model["settings"], mistakes);

        if (model["apiKey"] is { Kind: JsonValueKind.String } secret
            && !secret.Text!.Contains("${", StringComparison.Ordinal))
        {
            mistakes.Add(
                secret, "a key in clear text", "${NAME}, replaced from the environment",
                "Set an environment variable and write ${NAME} here.");
        }

        foreach (ConfigurationMember header in ConfigurationChecks.Members(model["headers"]))
        {
            if (EndpointAddress.IsSecret(header.Key))
            {
                SettingsSecrets.RefuseClearText(header.Value, mistakes);
            }
        }

        foreach (ConfigurationMember parameter in ConfigurationChecks.Members(model["parameters"]))
        {
            CheckParameter(parameter.Key, parameter.Value, mistakes);
        }
    }

    // Parameters are a part of what the model is, stored and shown with it.
    private static void CheckParameter(string name, ConfigurationNode value, ConfigurationMistakes mistakes)
    {
        if (name is "model" or "messages" or "prompt" or "input" or "echo" or "stream")
        {
            mistakes.Add(
                value, $"\"{name}\" among the parameters",
                "parameters other than model, messages, prompt, input, echo and stream",
                name is "messages" or "prompt" or "input" or "echo"
                    ? "What is asked comes from the task's prompt."
                    : $"Move \"{name}\" out of \"parameters\".");
        }

        CheckSecrets(name, value, mistakes);
    }

    private static void CheckSecrets(string name, ConfigurationNode value, ConfigurationMistakes mistakes)
    {
        bool isFilledIn = value is { Kind: JsonValueKind.String, Text: { } text }
            && text.Contains("${", StringComparison.Ordinal);
        if (isFilledIn || (value.Kind == JsonValueKind.String && SettingsSecrets.IsSecret(name)))
        {
            mistakes.Add(
                value, "a secret among the parameters", "values that may be stored and shown",
                "Write secrets in \"apiKey\" or \"headers\".");
        }

        foreach (ConfigurationMember member in value.Members)
        {
            CheckSecrets(member.Key, member.Value, mistakes);
        }

        foreach (ConfigurationNode item in value.Items)
        {
            CheckSecrets(name, item, mistakes);
        }
    }

    // A program is asked one question at a time, and a question that failed is not asked again.
    private static void CheckTurns(ConfigurationNode model, ConfigurationMistakes mistakes)
    {
        foreach (string key in (string[])["concurrency", "attempts", "totalTimeoutSeconds"])
        {
            if (model["limits"]?[key] is { } limit)
            {
                mistakes.Add(
                    limit, $"\"{key}\", which the provider program does not support",
                    "only requestsPerMinute, tokensPerMinute, tryTimeoutSeconds",
                    "A program is asked one question at a time, each once.");
            }
        }
    }

    private static void CheckKernel(ConfigurationNode model, ConfigurationMistakes mistakes)
    {
        string[] given = [.. s_kernelModels.Where(key => model[key] is not null)];
        if (given.Length != 1)
        {
            mistakes.Add(
                model,
                given.Length == 0
                    ? "neither \"function\" nor \"service\" nor \"model\""
                    : string.Join(" beside ", given.Select(key => $"\"{key}\"")),
                "one of \"function\" (PLUGIN.NAME), \"service\" (a chat model of the Kernel) and \"model\" (at an "
                    + "endpoint)");
        }
        else if (given[0] != "model" && (model["endpoint"] ?? model["apiKey"]) is { } address)
        {
            mistakes.Add(
                address,
                $"an endpoint's key beside \"{given[0]}\"",
                "\"endpoint\" and \"apiKey\" beside \"model\" only",
                "The Kernel's own configuration has the addresses and keys of its services.");
        }
    }

    private static void CheckCommand(ConfigurationNode model, ConfigurationMistakes mistakes)
    {
        if (model["path"] is null && model["model"] is null)
        {
            mistakes.Add(
                model, "neither \"path\" nor \"model\"", "the served weights, or their name",
                "Add \"path\" for a file or folder, or \"model\" for a name that the server knows.");
        }

        IEnumerable<string?> texts = ConfigurationChecks.Items(model["command"])
            .Concat(ConfigurationChecks.Members(model["environment"]).Select(variable => variable.Value))
            .Select(node => node.Text);
        if (model["command"] is { } command
            && !texts.Any(text => text?.Contains("${port}", StringComparison.Ordinal) == true))
        {
            mistakes.Add(
                command, "a command without its port", "${port} in \"command\" or \"environment\"",
                "Write ${port} where the program expects the port to listen on.");
        }
    }
}
