using EvalHarness.Onnx.Protobuf;
using EvalHarness.Onnx.Quantization;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Onnx.Quantization;

public sealed class HostileOnnxTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("../w.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("sub/../../w.bin")]
    [InlineData("..\\w.bin")]
    [InlineData("C:\\w.bin")]
    [InlineData("")]
    public void WeightsOutsideTheFolderAreRefused(string location)
    {
        File.WriteAllBytes(_folder.File("w.bin"), new byte[4096]);
        string message = Refusal(new() { Place = "file", Entries = [("location", location)] });
        Assert.Contains($"the path \"{location}\"", message, StringComparison.Ordinal);
        Assert.Contains("model.onnx", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("offset", "8", "\"w.weight\" with w.bin of 960 bytes, from 8")]
    [InlineData("offset", "9223372036854775807", "from 9223372036854775807")]
    [InlineData("offset", "-1", "the offset \"-1\"")]
    [InlineData("length", "959", "with 959 bytes of data")]
    [InlineData("length", "99999999999999999999", "the length \"99999999999999999999\"")]
    [InlineData("location", "absent.bin", "\"absent.bin\", which does not exist")]
    public void WeightsThatAreNotWhereTheModelSaysAreRefused(string key, string value, string message) =>
        Assert.Contains(
            message,
            Refusal(new() { Place = "file", Entries = [("location", "w.bin"), (key, value)] }),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("with 960 bytes", 40L, 7L)]
    [InlineData("whose size cannot be", 1L << 40, 1L << 40)]
    [InlineData("whose size cannot be", 4294967296L, 4294967296L)]
    [InlineData("whose size cannot be", -40L, 6L)]
    [InlineData("no size that a matrix can have", 0L, 6L)]
    [InlineData("3 dimensions, not 2", 2L, 20L, 6L)]
    [InlineData("1 dimensions, not 2", 240L)]
    public void DimensionsThatCannotBeAreRefused(string message, params long[] dimensions) =>
        Assert.Contains(message, Refusal(new() { Dimensions = dimensions }), StringComparison.Ordinal);

    [Fact]
    public void TensorsThatShareAPartOfTheirBytesAreRefused()
    {
        string message = Refusal(new()
        {
            Place = "file",
            AddToGraph = graph => graph.Message(5, tensor =>
            {
                tensor.Integer(1, 4);
                tensor.Integer(2, 1);
                tensor.Text(8, "other");
                OnnxPart.WritePlace(tensor, "w.bin", 64, 16);
                tensor.Integer(14, 1);
            }),
        });
        Assert.Contains("\"other\" with a part of \"w.weight\" among its bytes", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void AWeightThatIsNotFiniteIsRefused(float weight)
    {
        float[] weights = new float[240];
        weights[7] = weight;
        Assert.Contains("non-finite", Refusal(new() { Weights = weights }), StringComparison.Ordinal);
    }

    [Fact]
    public void AMatrixThatACallerMaySetStaysAsItIs() => Assert.Contains(
        "an input of the graph",
        Refusal(new() { AddToGraph = graph => graph.Message(11, input => input.Text(1, "w.weight")) }),
        StringComparison.Ordinal);

    [Fact]
    public void ANameThatIsTakenIsNotTakenAgain() => Assert.Contains(
        "\"w.weight.int4_b32.scales\", which it would need, taken",
        Refusal(new()
        {
            AddToGraph = graph => graph.Message(5, tensor => tensor.Text(8, "w.weight.int4_b32.scales")),
        }),
        StringComparison.Ordinal);

    [Fact]
    public void AQuantizedModelIsRefused()
    {
        string source = new TinyOnnx().WriteTo(_folder.File("model"));
        Quantize(source, _folder.File("once"));
        InvalidInputException refused = Assert.Throws<InvalidInputException>(
            () => Quantize(_folder.File("once"), _folder.File("twice")));
        Assert.Contains("1 matrices that are quantized already", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GraphsWithinGraphsEndSomewhere()
    {
        static void Nest(ProtobufWriter graph, int depth) => graph.Message(1, node =>
        {
            node.Text(4, "If");
            node.Message(5, attribute => attribute.Message(6, inner =>
            {
                if (depth > 0)
                {
                    Nest(inner, depth - 1);
                }
            }));
        });
        Assert.Contains(
            "a graph within too many others",
            Refusal(new() { AddToGraph = graph => Nest(graph, 40) }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void AGraphWithinTheGraphKeepsTheMatrixThatItReads()
    {
        string source = new TinyOnnx
        {
            AddToGraph = graph => graph.Message(1, node =>
            {
                node.Text(4, "If");
                node.Message(5, attribute => attribute.Message(6, inner => inner.Message(
                    1, nested => TinyOnnx.WriteNode(nested, "inner", "MatMul", "x", "w.weight"))));
            }),
        }.WriteTo(_folder.File("model"));
        Quantize(source, _folder.File("made"));
        using OnnxFolder made = new(_folder.File("made"));
        Assert.Contains("w.weight", made.Model.Tensors.Keys);
        Assert.Single(made.Products);
    }

    [Fact]
    public void ATruncatedModelIsRefusedWhereverItEnds()
    {
        string source = new TinyOnnx().WriteTo(_folder.File("model"));
        string path = Path.Combine(source, "model.onnx");
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length - 4; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Throws<InvalidInputException>(() => Quantize(source, _folder.File("made")));
        }

        Assert.Equal([source], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void ADamagedModelIsReadOrRefusedAndNothingElse()
    {
        string source = new TinyOnnx { Place = "file" }.WriteTo(_folder.File("model"));
        string path = Path.Combine(source, "model.onnx");
        byte[] whole = File.ReadAllBytes(path);
        Random random = new(5);
        int refused = 0;
        for (int i = 0; i < 400; i++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(whole.Length)] = (byte)random.Next(256);
            damaged[random.Next(whole.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, damaged);
            string output = _folder.File($"made{i}");
            try
            {
                Quantize(source, output);
                Assert.True(File.Exists(Path.Combine(output, "model.onnx")));
            }
            catch (InvalidInputException)
            {
                refused++;
                Assert.False(Directory.Exists(output));
            }
        }

        Assert.InRange(refused, 100, 399);
        Assert.Empty(Directory.GetDirectories(_folder.Path, "*.partial"));
    }

    [Theory]
    [InlineData("gptq", "int4", "the method gptq for an ONNX Runtime GenAI folder")]
    [InlineData("hqq", "int4", "the method hqq with type \"int4_b32\"")]
    [InlineData("hqq", "uint8", "the method hqq with type \"uint8_b32\"")]
    [InlineData("rtn", "q4_0", "the type \"q4_0\" for an ONNX Runtime GenAI folder")]
    [InlineData("rtn", "keep", "the type \"keep\" for an ONNX Runtime GenAI folder")]
    public void WhatCannotBeMadeIsRefusedWithWhatCan(string method, string type, string message)
    {
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() => OnnxRecipe.From(
            new QuantizeConfiguration { Method = method, Type = type }, "$.models.m.quantize"));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Contains(method == "gptq" ? "rtn or hqq" : "int4", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model", "the model folder itself")]
    [InlineData("model/new", "the model folder itself, or a folder in it")]
    [InlineData("full", "a folder that is not empty")]
    [InlineData("full/file", "a file")]
    public void AnOutputThatWouldLoseSomethingIsRefused(string output, string message)
    {
        string source = new TinyOnnx().WriteTo(_folder.File("model"));
        Directory.CreateDirectory(_folder.File("full"));
        _folder.Write("full/file", "precious");
        InvalidInputException refused = Assert.Throws<InvalidInputException>(
            () => Quantize(source, _folder.File(output)));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("full/file")));
    }

    private string Refusal(TinyOnnx model)
    {
        string source = model.WriteTo(_folder.File("model"));
        InvalidInputException refused = Assert.Throws<InvalidInputException>(
            () => Quantize(source, _folder.File("made")));
        Assert.False(Directory.Exists(_folder.File("made")));
        Assert.Empty(Directory.GetDirectories(_folder.Path, "*.partial"));
        return refused.Message;
    }

    private static void Quantize(string source, string output) => new GenAIModelQuantizer().Quantize(
        source, output, new() { Method = "rtn", Type = "int4" }, "test", progress: null, CancellationToken.None);
}
