using System.Text.Json;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Commands;

/// <summary>Odd cells and words in tables of grades.</summary>
public sealed class OddGradeTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ARowOfSeparatorsAloneIsNoItem()
    {
        string path = _folder.Write("ten.csv", "id,a,b\n1,x,x\n2,y,y\n,,\n,,,\n");
        (ExitCode code, string output, string error) = await AgreeAsync(path);
        Assert.True(code == ExitCode.Passed, error);
        Assert.Equal(2, JsonDocument.Parse(output).RootElement.GetProperty("n").GetInt32());
    }

    [Theory]
    [InlineData("--weights", "quadratic")]
    [InlineData("--weights", "linear")]
    [InlineData("--level", "ordinal")]
    public async Task WordsHaveNoOrderWithoutAScale(string option, string value)
    {
        string words = _folder.Write("words.csv", "id,a,b\n1,poor,fair\n2,fair,good\n3,good,good\n");
        string mixed = _folder.Write("mixed.csv", "id,a,b\n1,3,3/5\n2,4,4\n3,5,5\n");
        foreach (string path in (string[])[words, mixed])
        {
            (ExitCode code, _, string error) = await AgreeAsync(path, option, value);
            Assert.Equal(ExitCode.BadInput, code);
            Assert.Contains("--scale", error, StringComparison.Ordinal);
        }

        (ExitCode given, _, string none) = await AgreeAsync(words, option, value, "--scale", "poor,fair,good");
        Assert.True(given == ExitCode.Passed, none);
        (given, _, none) = await AgreeAsync(words);
        Assert.True(given == ExitCode.Passed, none);
    }

    [Theory]
    [InlineData("NA")]
    [InlineData("NaN")]
    [InlineData("nan")]
    [InlineData("<NA>")]
    public async Task AGapThatAnotherProgramFilledIsAGapAmongNumbers(string gap)
    {
        string path = _folder.Write("numbers.csv", $"id,a,b\n1,3,3.0\n2,4,4\n3,{gap},5\n4,04,{gap}\n5,1,2\n");
        (ExitCode code, string output, string error) = await AgreeAsync(path, "--weights", "quadratic");
        Assert.True(code == ExitCode.Passed, error);
        Assert.Equal(3, JsonDocument.Parse(output).RootElement.GetProperty("n").GetInt32());

        string words = _folder.Write("words.csv", $"id,a,b\n1,{gap},{gap}\n2,no,no\n3,no,{gap}\n");
        (_, output, _) = await AgreeAsync(words);
        Assert.Equal(3, JsonDocument.Parse(output).RootElement.GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task TheIntervalOfKappaStaysWithinItsRange()
    {
        string rows = string.Concat(Enumerable.Range(0, 12).Select(i => $"{i},{i % 2},{(i == 0 ? 1 : i % 2)}\n"));
        (_, string output, _) = await AgreeAsync(_folder.Write("high.csv", "id,a,b\n" + rows));
        JsonElement root = JsonDocument.Parse(output).RootElement;
        Assert.InRange(root.GetProperty("kappa_high").GetDouble(), root.GetProperty("kappa").GetDouble(), 1);
        rows = string.Concat(Enumerable.Range(0, 12).Select(i => $"{i},{i % 2},{(i == 0 ? 0 : 1 - (i % 2))}\n"));
        (_, output, _) = await AgreeAsync(_folder.Write("low.csv", "id,a,b\n" + rows));
        root = JsonDocument.Parse(output).RootElement;
        Assert.InRange(root.GetProperty("kappa_low").GetDouble(), -1, root.GetProperty("kappa").GetDouble());
    }

    private static async Task<(ExitCode Code, string Output, string Error)> AgreeAsync(
        string path, params string[] options)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(
            ["score", "agreement", "--input", path, "--raters", "a,b", "--json", .. options],
            new Terminal(output, error), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
