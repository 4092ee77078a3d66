using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Models.Gguf;

public sealed class GgufModelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AnAbsentFileAndAFolderAreTheUsersMistakes()
    {
        AssertMistake(_folder.File("absent.gguf"), "no such file");
        AssertMistake(Path.Combine(_folder.Path, "absent", "model.gguf"), "no such file");
        AssertMistake(_folder.Path, "a folder");
    }

    [Fact]
    public void AMalformedFileIsReportedWithTheOffset()
    {
        string path = _folder.File("short.gguf");
        File.WriteAllText(path, "GGUF and nothing more than this text");
        InvalidInputException mistake = Assert.Throws<InvalidInputException>(() => GgufModelFile.Open(path));
        Assert.Equal($"{path}: byte 4", mistake.Errors[0].Location);
    }

    private static void AssertMistake(string path, string found)
    {
        InvalidInputException mistake = Assert.Throws<InvalidInputException>(() => GgufModelFile.Open(path));
        Assert.Equal((path, found), (mistake.Errors[0].Location!, mistake.Errors[0].Actual));
    }
}
