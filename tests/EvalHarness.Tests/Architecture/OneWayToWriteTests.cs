namespace EvalHarness.Tests.Architecture;

public sealed class OneWayToWriteTests
{
    /// <summary>Who writes beside a destination and renames on their own would each have to get it right.</summary>
    [Fact]
    public void OnlyPartialFilesAndFoldersAreMovedToTheirNames() => Assert.Equal(
        ["src/EvalHarness.Inference/Files/PartialFile.cs", "src/EvalHarness.Inference/Files/PartialFolder.cs"],
        SourceFile.All
            .Where(file => file.Text.Contains("File.Move(", StringComparison.Ordinal)
                || file.Text.Contains("Directory.Move(", StringComparison.Ordinal)
                || file.Text.Contains("File.Replace(", StringComparison.Ordinal))
            .Select(file => file.RelativePath));
}
