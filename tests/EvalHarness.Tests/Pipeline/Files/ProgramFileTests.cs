using EvalHarness.Pipeline.Files;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Files;

public sealed class ProgramFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [LinuxFact]
    public void ANameIsLookedForOnThePathInItsOrder()
    {
        string first = Program("a/serve");
        Program("b/serve");
        string path = $"{_folder.File("none")}:{_folder.File("a")}:{_folder.File("b")}";
        Assert.Equal(first, ProgramFile.Find("serve", "/", path));
    }

    [LinuxFact]
    public void APathIsRelativeToTheFolderAndNotLookedForElsewhere()
    {
        string program = Program("a/serve");
        Assert.Equal(program, ProgramFile.Find("./serve", _folder.File("a"), searchPath: null));
        Assert.Null(ProgramFile.Find("./serve", _folder.Path, _folder.File("a")));
    }

    [LinuxFact]
    public void AFileThatMayNotBeExecutedIsNoProgram()
    {
        Directory.CreateDirectory(_folder.File("a"));
        _folder.Write("a/serve", "");
        Assert.Null(ProgramFile.Find("serve", "/", _folder.File("a")));
    }

    public void Dispose() => _folder.Dispose();

    private string Program(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        string path = _folder.Write(name, "");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return path;
    }
}
