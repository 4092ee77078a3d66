using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Models;

public sealed class IntegrationFolderTests
{
    [Fact]
    public void AFolderThatIsAbsentHasNoProvider()
    {
        using TemporaryFolder folder = new();
        Assert.Null(new IntegrationFolder(folder.File("none")).Find("onnx-genai"));
    }

    [Fact]
    public void AProviderThatIsMissingIsAnErrorThatSaysHowToAddIt()
    {
        using TemporaryFolder folder = new();
        ModelProviders providers = new([], new IntegrationFolder(folder.Path));
        InvalidInputException mistake = Assert.Throws<InvalidInputException>(() => providers.For(Source("onnx-genai")));
        Assert.Contains("\"onnx-genai\", which this build has no provider for", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("EvalHarness.Integrations.sln", mistake.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("junk", "cannot be loaded")]
    [InlineData("missing", "cannot be loaded")]
    [InlineData("foreign", "does not use EvalHarness.Pipeline")]
    [InlineData("empty", "no public provider")]
    public void ABrokenIntegrationIsAnErrorThatNamesIt(string kind, string found)
    {
        using TemporaryFolder folder = new();
        string assembly = folder.File(Path.Combine("Broken", "Broken.dll"));
        Directory.CreateDirectory(Path.GetDirectoryName(assembly)!);
        switch (kind)
        {
            case "junk":
                File.WriteAllText(assembly, "no assembly");
                break;
            case "foreign":
                File.Copy(typeof(FactAttribute).Assembly.Location, assembly);
                break;
            case "empty":
                File.Copy(typeof(IntegrationFolderTests).Assembly.Location, assembly);
                break;
        }

        InvalidInputException mistake = Assert.Throws<InvalidInputException>(
            () => new IntegrationFolder(folder.Path).Find("onnx-genai"));
        Assert.Contains(assembly, mistake.Message, StringComparison.Ordinal);
        Assert.Contains(found, mistake.Message, StringComparison.Ordinal);
        Assert.Contains("remove the folder", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ABrokenIntegrationDoesNotDisturbTheProgramsOwnProviders()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("Broken"));
        ModelProviders providers = new([new ScriptedProvider()], new IntegrationFolder(folder.Path));
        Assert.Equal("scripted", providers.For(Source("scripted")).Name);
    }

    private static ModelSource Source(string provider) =>
        new("m", new ModelConfiguration { Provider = provider }, "eval.config.json: $.models.m", "");
}
