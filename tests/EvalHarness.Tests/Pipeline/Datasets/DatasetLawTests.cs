using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using EvalHarness.Pipeline.Datasets;
using FsCheck;
using FsCheck.Fluent;

namespace EvalHarness.Tests.Pipeline.Datasets;

public sealed class DatasetLawTests : IDisposable
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(150).WithReplay(21, 9);

    private static readonly Gen<string> s_text = Gen.Elements(
            "a", "\"", "\"\"", ",", "\t", "\n", "\r\n", " ", "\\", "{", "}", "[", "]", ":", "é", "漢", "🙂", "\0", ";",
            "'")
        .ListOf().Select(list => string.Concat(list));

    private readonly DatasetFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("d.csv")]
    [InlineData("d.tsv")]
    [InlineData("d.json")]
    [InlineData("d.jsonl")]
    public void WhatIsWrittenIsReadBack(string name) =>
        Check.One(s_config, Prop.ForAll(s_text.ListOf().ToArbitrary(), texts =>
        {
            // JSON has an escape for zero; a delimited file that holds one is no text.
            bool isDelimited = !name.Contains("json", StringComparison.Ordinal);
            string[] inputs =
            [
                .. texts.Select(text => isDelimited ? text.Replace("\0", "", StringComparison.Ordinal) : text), "last",
            ];
            List<Sample> samples = _folder.ReadAsync(
                name, Write(name, inputs), new DatasetMapping { Quoting = true }).GetAwaiter().GetResult();
            return samples.Select(sample => sample.Input).SequenceEqual(inputs)
                && samples.Select(sample => sample.Id).SequenceEqual(
                    Enumerable.Range(0, inputs.Length).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        }));

    [Theory]
    [InlineData("d.csv")]
    [InlineData("d.json")]
    [InlineData("d.jsonl")]
    public void AnyBytesAreSamplesOrTheUsersMistake(string name) =>
        Check.One(s_config, Prop.ForAll(s_text.ToArbitrary(), ArbMap.Default.ArbFor<byte[]>(), (text, bytes) =>
        {
            string path = _folder.Write(name, [.. Encoding.UTF8.GetBytes(text), .. bytes]);
            try
            {
                DatasetReaders.CheckAsync(path, new() { IsRanking = true }, BadSamplePolicy.Stop, default)
                    .GetAwaiter().GetResult();
            }
            catch (InvalidInputException mistake)
            {
                return mistake.Errors.Count > 0;
            }

            return true;
        }));

    private static string Write(string name, string[] inputs)
    {
        char separator = name.EndsWith("tsv", StringComparison.Ordinal) ? '\t' : ',';
        IEnumerable<string> objects = inputs.Select((input, i) =>
            $"{{\"id\":{i},\"input\":\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(input)}\"}}");
        return Path.GetExtension(name) switch
        {
            ".json" => $"[\n{string.Join(",\n\n", objects)}\n]\n",
            ".jsonl" => string.Join("\r\n", objects),
            _ => $"id{separator}input\n" + string.Concat(inputs.Select((input, i) =>
                $"{i}{separator}\"{input.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n")),
        };
    }
}
