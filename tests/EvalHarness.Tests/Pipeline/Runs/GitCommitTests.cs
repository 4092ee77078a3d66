using EvalHarness.Pipeline.Runs;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Runs;

public sealed class GitCommitTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [Fact]
    public void ALooseBranchIsRead()
    {
        using TemporaryFolder folder = new();
        Write(folder, ".git/HEAD", "ref: refs/heads/main\n");
        Write(folder, ".git/refs/heads/main", Commit + "\n");
        Directory.CreateDirectory(folder.File("deep/down"));
        Assert.Equal(Commit, GitCommit.Find(folder.File("deep/down")));
    }

    [Fact]
    public void APackedBranchIsRead()
    {
        using TemporaryFolder folder = new();
        Write(folder, ".git/HEAD", "ref: refs/heads/main\n");
        Write(folder, ".git/packed-refs", $"# pack-refs\n{Commit} refs/heads/main\n");
        Assert.Equal(Commit, GitCommit.Find(folder.Path));
    }

    [Fact]
    public void ADetachedHeadIsRead()
    {
        using TemporaryFolder folder = new();
        Write(folder, ".git/HEAD", Commit + "\n");
        Assert.Equal(Commit, GitCommit.Find(folder.Path));
    }

    [Fact]
    public void AWorktreeSharesItsBranches()
    {
        using TemporaryFolder folder = new();
        Write(folder, "main/.git/worktrees/side/HEAD", "ref: refs/heads/side\n");
        Write(folder, "main/.git/worktrees/side/commondir", "../..\n");
        Write(folder, "main/.git/refs/heads/side", Commit + "\n");
        Write(folder, "side/.git", $"gitdir: {folder.File("main/.git/worktrees/side")}\n");
        Assert.Equal(Commit, GitCommit.Find(folder.File("side")));
    }

    [Fact]
    public void ABranchWithoutACommitHasNone()
    {
        using TemporaryFolder folder = new();
        Write(folder, ".git/HEAD", "ref: refs/heads/main\n");
        Assert.Null(GitCommit.Find(folder.Path));
    }

    private static void Write(TemporaryFolder folder, string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        File.WriteAllText(folder.File(name), text);
    }
}
