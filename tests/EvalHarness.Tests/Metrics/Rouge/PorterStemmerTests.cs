using System.Text;
using EvalHarness.Metrics.Rouge;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Metrics.Rouge;

public sealed class PorterStemmerTests
{
    [Fact]
    public void EveryStemEqualsNltks()
    {
        string[] lines = File.ReadAllLines(Fixture.Combine("rouge", "porter_nltk.tsv"));
        Assert.True(lines.Length > 3000);
        Assert.All(lines, line =>
        {
            string[] fields = line.Split('\t');
            Assert.Equal(fields[1], Stem(fields[0]));
        });
    }

    [Theory]
    [InlineData("skies", "sky")]
    [InlineData("dying", "die")]
    [InlineData("proceed", "proceed")]
    [InlineData("ties", "tie")]
    [InlineData("geologically", "geolog")]
    public void IrregularFormsFollowTheExtensions(string word, string stem) => Assert.Equal(stem, Stem(word));

    private static string Stem(string word)
    {
        byte[] letters = Encoding.ASCII.GetBytes(word);
        return Encoding.ASCII.GetString(letters, 0, PorterStemmer.Stem(letters));
    }
}
