using System.Text.RegularExpressions;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

/// <summary>The configurations of <c>docs/providers.md</c>, as a reader copies them.</summary>
public sealed partial class ProviderRecipeTests
{
    private static readonly Dictionary<string, string> s_recipes = Block()
        .Matches(File.ReadAllText(RepositoryRoot.Combine("docs", "providers.md")))
        .ToDictionary(match => Name().Match(match.Groups[1].Value).Groups[1].Value, match => match.Groups[1].Value);

    // No recipe reaches a server: hosts elsewhere are asked through a proxy that nobody runs.
    private static readonly Dictionary<string, string> s_environment = new()
    {
        ["HF_TOKEN"] = "not-a-token",
        ["OPENAI_API_KEY"] = "not-a-key",
        ["AZURE_OPENAI_API_KEY"] = "not-a-key-either",
        ["HTTPS_PROXY"] = "http://127.0.0.1:9",
    };

    public static TheoryData<string> Recipes => [.. s_recipes.Keys];

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task ARecipeIsValidWithoutItsServer(string recipe)
    {
        using TemporaryFolder folder = new();
        foreach (string part in (string[])["datasets", "prompts", "models"])
        {
            Directory.CreateSymbolicLink(folder.File(part), RepositoryRoot.Combine(part));
        }

        folder.Write("eval.config.json", s_recipes[recipe]);
        using CliProcess validate = CliProcess.Start(folder.Path, s_environment, "validate");
        (int code, string output, string error) = await validate.WaitAsync();
        Assert.True(code == 0, error);
        Assert.Contains("is valid", output, StringComparison.Ordinal);
        Assert.All(
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.StartsWith("warning: ", line, StringComparison.Ordinal));
        Assert.DoesNotContain("not-a-", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryServerHasItsRecipe() => Assert.Equal(
        [
            "gguf-through-llama-server", "gptq-awq-fp8-through-vllm", "nf4-through-litgpt", "tags-of-ollama",
            "eetq-gptq-awq-through-tgi", "hqq-through-transformers", "two-quantizations-in-lm-studio",
            "the-same-model-at-two-hosts", "embedders-through-llama-server",
        ],
        s_recipes.Keys);

    [GeneratedRegex("^```jsonc\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("\"name\": \"([^\"]+)\"")]
    private static partial Regex Name();
}
