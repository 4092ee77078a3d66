using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Files;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace EvalHarness.Pipeline.Prompts;

/// <summary>Reads prompt files strictly: an unknown key or a wrong value is a mistake with its line.</summary>
public static class PromptFileReader
{
    private const int LargestFile = 1 << 20;
    private const int DeepestFile = 64;

    private static readonly string[] s_keys =
    [
        "name", "description", "template_format", "template", "input_variables", "output_variable",
        "execution_settings",
    ];

    private static readonly string[] s_variableKeys = ["name", "description", "default", "is_required"];

    private static readonly string[] s_settingKeys =
        ["temperature", "max_tokens", "top_p", "top_k", "seed", "stop_sequences"];

    /// <summary>Reads a prompt file.</summary>
    /// <param name="path">A YAML file of at most 1 MiB.</param>
    /// <exception cref="InvalidInputException">Every mistake in the file, with its line.</exception>
    public static PromptFile Read(string path)
    {
        return Parse(path, InputFile.ReadBytes(path, LargestFile, "a prompt file"));
    }

    /// <summary>Reads the bytes of a prompt file.</summary>
    /// <param name="path">What to call it in messages about mistakes.</param>
    /// <param name="bytes">YAML in UTF-8.</param>
    /// <exception cref="InvalidInputException">Every mistake in it, with its line.</exception>
    internal static PromptFile Parse(string path, byte[] bytes)
    {
        YamlMistakes mistakes = new(path);
        YamlFields root = new(ParseRoot(path, bytes), mistakes, s_keys);
        PromptFile prompt = ReadRoot(root, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        mistakes.ThrowIfAny();
        return prompt;
    }

    private static YamlMappingNode ParseRoot(string path, byte[] bytes)
    {
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            text = text.TrimStart('\uFEFF');
            RequireShallow(path, text);
            YamlStream stream = [];
            stream.Load(new StringReader(text));
            return stream.Documents is [{ RootNode: YamlMappingNode mapping }]
                ? mapping
                : throw new InvalidInputException(path, "not a YAML mapping",
                    "one YAML document with name and template");
        }
        catch (YamlException failure)
        {
            throw new InvalidInputException(
                $"{path}:{failure.Start.Line}", failure.InnerException?.Message ?? failure.Message, "valid YAML",
                "Indent with spaces, and quote values that contain \": \" or begin with a special character.");
        }
        catch (DecoderFallbackException failure)
        {
            throw new InvalidInputException($"{path} at byte {failure.Index}", "bytes that are not text", "UTF-8");
        }
    }

    // The document's tree is built by recursion; its events are not.
    private static void RequireShallow(string path, string text)
    {
        Parser parser = new(new Scanner(new StringReader(text), skipComments: true));
        for (int depth = 0; parser.MoveNext();)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > DeepestFile)
            {
                throw new InvalidInputException(
                    FormattableString.Invariant($"{path}:{parser.Current.Start.Line}"),
                    FormattableString.Invariant($"more than {DeepestFile} levels of nesting"),
                    "a prompt file, which needs four levels");
            }
        }
    }

    private static PromptFile ReadRoot(YamlFields root, string sha256)
    {
        string? format = root.Text("template_format");
        if (format is not (null or "handlebars"))
        {
            root.Report("template_format", $"\"{format}\"", "handlebars");
        }

        return new()
        {
            Name = root.RequiredText("name"),
            Description = root.Text("description"),
            Template = root.RequiredText("template"),
            Variables = ReadVariables(root),
            Settings = ReadSettings(root),
            Sha256 = sha256,
        };
    }

    private static List<PromptVariable> ReadVariables(YamlFields root)
    {
        List<PromptVariable> variables = [];
        foreach (YamlFields fields in root.Mappings("input_variables", s_variableKeys))
        {
            PromptVariable variable = new(
                fields.RequiredText("name"), fields.Text("description"), fields.Text("default"),
                fields.Flag("is_required") ?? false);
            if (variables.Any(other => other.Name == variable.Name))
            {
                fields.Report("name", $"the duplicate \"{variable.Name}\"", "each variable once");
            }

            variables.Add(variable);
        }

        return variables;
    }

    private static PromptSettings ReadSettings(YamlFields root)
    {
        // Settings of other services belong to other programs that share the file.
        if (root.Mapping("execution_settings", null)?.Mapping("default", s_settingKeys) is not { } fields)
        {
            return new();
        }

        return new()
        {
            Temperature = fields.Number("temperature", 0, 2),
            MaxTokens = (int?)fields.Integer("max_tokens", 1, 1_000_000),
            TopP = fields.Number("top_p", 0, 1),
            TopK = (int?)fields.Integer("top_k", 1, 1_000_000),
            Seed = fields.Integer("seed", long.MinValue, long.MaxValue),
            StopSequences = fields.Texts("stop_sequences"),
        };
    }
}
