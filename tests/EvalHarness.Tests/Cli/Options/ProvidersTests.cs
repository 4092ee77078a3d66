using System.ComponentModel.DataAnnotations;
using System.Reflection;
using EvalHarness.Cli.Options;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.SemanticKernel;

namespace EvalHarness.Tests.Cli.Options;

public sealed class ProvidersTests
{
    private static readonly ModelProviders s_all = Providers.Create(RunKernel.Create());

    public static TheoryData<string> Names { get; } =
    [
        .. typeof(ModelConfiguration).GetProperty(nameof(ModelConfiguration.Provider))!
            .GetCustomAttribute<AllowedValuesAttribute>()!.Values.Cast<string>(),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheProgramHasEveryProviderThatAConfigurationMayName(string name) =>
        Assert.Equal(name, s_all.For(Source(name)).Name);

    [Fact]
    public void AProviderThatIsMissingIsAnErrorThatNamesThoseThereAre()
    {
        InvalidInputException mistake = Assert.Throws<InvalidInputException>(() => s_all.For(Source("ggfu")));
        Assert.Contains("eval.config.json: $.models.m.provider", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("gguf, llama.cpp, onnx-genai, openai, process", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean \"gguf\"?", mistake.Message, StringComparison.Ordinal);
    }

    private static ModelSource Source(string provider) =>
        new("m", new ModelConfiguration { Provider = provider }, "eval.config.json: $.models.m", "");
}
