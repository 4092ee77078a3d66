using System.Text;

namespace EvalHarness.Tests.Testing;

/// <summary>
/// Compares what a test made with a file under <c>Golden/</c>; <c>EVALHARNESS_UPDATE_GOLDEN=1</c> writes it anew.
/// </summary>
internal static class GoldenFile
{
    /// <summary>Where a golden file is.</summary>
    public static string PathOf(string name) => RepositoryRoot.Combine("tests", "EvalHarness.Tests", "Golden", name);

    /// <summary>Stored texts are written anew instead of being compared.</summary>
    public static bool IsUpdating => Environment.GetEnvironmentVariable("EVALHARNESS_UPDATE_GOLDEN") == "1";

    /// <summary>Fails unless the text is the stored one, byte for byte.</summary>
    public static void Verify(string name, string actual)
    {
        string path = PathOf(name);
        if (IsUpdating)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            return;
        }

        Assert.True(File.Exists(path), $"No golden file {name}: run once with EVALHARNESS_UPDATE_GOLDEN=1.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
