using System.Xml.Linq;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Architecture;

public sealed class ProjectReferenceTests
{
    [Theory]
    [InlineData("EvalHarness.Core", "")]
    [InlineData("EvalHarness.Inference", "")]
    [InlineData("EvalHarness.Pipeline", "EvalHarness.Core EvalHarness.Inference")]
    [InlineData("EvalHarness.Web", "EvalHarness.Pipeline")]
    [InlineData(
        "EvalHarness.Cli",
        "EvalHarness.Web EvalHarness.Pipeline EvalHarness.Onnx EvalHarness.LlamaCpp EvalHarness.SemanticKernel")]
    [InlineData("EvalHarness.SemanticKernel", "EvalHarness.Pipeline")]
    [InlineData("EvalHarness.Onnx", "EvalHarness.Pipeline")]
    [InlineData("EvalHarness.LlamaCpp", "EvalHarness.Pipeline")]
    public void ProjectsReferenceOnlyWhatTheyMay(string project, string allowed)
    {
        Assert.Empty(References(project, "ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))
            .Except(allowed.Split(' ')));
    }

    [Fact]
    public void CoreUsesNoPackageThatTouchesTheOutside()
    {
        Assert.Empty(References("EvalHarness.Core", "PackageReference")
            .Except(["Microsoft.Extensions.AI.Abstractions", "MathNet.Numerics"]));
    }

    [Fact]
    public void TheEngineDependsOnTensorPrimitivesAlone()
    {
        Assert.Empty(References("EvalHarness.Inference", "PackageReference").Except(["System.Numerics.Tensors"]));
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(RepositoryRoot.Combine("src", project, project + ".csproj"))
            .Descendants(kind)

            // What serves the build alone reaches nobody who uses the project.
            .Where(reference => reference.Attribute("PrivateAssets")?.Value != "all")
            .Select(reference => reference.Attribute("Include")!.Value);
}
