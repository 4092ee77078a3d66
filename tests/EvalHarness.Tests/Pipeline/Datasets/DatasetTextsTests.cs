using System.Text;
using EvalHarness.Pipeline.Calibration;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Datasets;

public sealed class DatasetTextsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.jsonl", """
        {"id": "1", "input": "A storm.", "targets": ["Wind.", "Rain."], "group": "g", "tags": ["t"], "year": 1999}

        {"query": "Why?", "candidates": [{"id": "c", "text": "So."}], "relevance": {"c": 1}, "empty": "", "no": null}
        """)]
    [InlineData("a.json", """
        [{"input": "A storm.", "targets": ["Wind.", "Rain."]}, {"query": "Why?", "text": "So.", "true": true}]
        """)]
    [InlineData("a.csv", "id,input,a,b,tags\n1,A storm.,Wind.,\"Rain.\",x;y\n2,Why?,So.,,\n")]
    [InlineData("a.TSV", "input\tid\ta\tb\nA storm.\t1\tWind.\tRain.\nWhy?\t2\tSo.\t\n")]
    [InlineData("a.txt", "A storm.\nWind.\nRain.\nWhy?\nSo.\n")]
    public void OfADatasetOnlyItsTextsAreRead(string name, string content)
    {
        using TextReader reader = CalibrationFile.Open(_folder.Write(name, content), CancellationToken.None);
        Assert.Equal("A storm.\nWind.\nRain.\nWhy?\nSo.\n", reader.ReadToEnd());
    }

    [Fact]
    public void PiecesOfAnyLengthGiveTheSameText()
    {
        string path = _folder.Write("a.jsonl", """{"a": "äöü", "b": "𝄞 and more"}""" + "\n" + """{"a": "z"}""");
        for (int length = 1; length < 20; length++)
        {
            using TextReader reader = DatasetReaders.OpenTexts(path, CancellationToken.None);
            StringBuilder text = new();
            char[] buffer = new char[length];
            for (int read = reader.ReadBlock(buffer); read > 0; read = reader.ReadBlock(buffer))
            {
                text.Append(buffer, 0, read);
            }

            Assert.Equal("äöü\n𝄞 and more\nz\n", text.ToString());
        }
    }

    [Fact]
    public void AMalformedRowIsReportedWithItsLineWhenItIsReachedAndNotBefore()
    {
        string path = _folder.Write("a.jsonl", """{"a": "fine"}""" + "\n" + """{"a": """ + "\n");
        using TextReader reader = DatasetReaders.OpenTexts(path, CancellationToken.None);
        Assert.Equal('f', reader.Read());
        Assert.Equal("ine", reader.ReadLine());
        InvalidInputException mistake = Assert.Throws<InvalidInputException>(() => reader.ReadLine());
        Assert.Contains("a.jsonl:2", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingDatasetIsTheUsersMistake() => Assert.Throws<InvalidInputException>(() =>
    {
        using TextReader reader = CalibrationFile.Open(_folder.File("absent.csv"), CancellationToken.None);
        reader.Read();
    });
}
