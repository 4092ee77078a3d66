using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Onnx;
using EvalHarness.Onnx.Export;
using EvalHarness.Onnx.Protobuf;
using EvalHarness.Onnx.Quantization;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Onnx.Quantization;

public sealed class GenAIModelQuantizerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("int4", OnnxWeightType.Int4)]
    [InlineData("int8_b32", OnnxWeightType.Int8)]
    public void AnExportedModelBecomesWhatExportWritesInThatType(string type, OnnxWeightType exported)
    {
        Quantize(Export(OnnxWeightType.Float32), type);
        using OnnxFolder made = new(_folder.File("made"));
        using OnnxFolder expected = new(Export(exported));
        Assert.Equal(expected.Products.Count, made.Products.Count);
        foreach ((OnnxNode one, OnnxNode other) in made.Products.Zip(expected.Products))
        {
            Assert.Equal(expected.AttributesOf(other), made.AttributesOf(one));
            Assert.Equal(expected.BytesOf(other.Inputs[1]), made.BytesOf(one.Inputs[1]));
            Assert.Equal(expected.BytesOf(other.Inputs[2]), made.BytesOf(one.Inputs[2]));
        }
    }

    [Fact]
    public void WhatIsNotQuantizedStaysByteForByte()
    {
        string source = Export(OnnxWeightType.Float32);
        Quantize(source, "uint4_b64");
        using OnnxFolder before = new(source);
        using OnnxFolder after = new(_folder.File("made"));
        foreach (OnnxTensor tensor in before.Model.Tensors.Values.Where(t => after.Model.Tensors.ContainsKey(t.Name)))
        {
            Assert.Equal(before.BytesOf(tensor.Name), after.BytesOf(tensor.Name));
        }

        IEnumerable<byte[]> Others(OnnxFolder folder) => folder.Model.GraphFields
            .Where(field => field.Number is not (OnnxFields.GraphTensor or OnnxFields.GraphNode))
            .Concat(folder.Model.Nodes.Where(node => node.Operation is not ("MatMul" or "MatMulNBits"))
                .Select(node => node.Field))
            .Select(folder.BytesOf);
        Assert.Equal(Others(before), Others(after));
        foreach (string name in new[] { "genai_config.json", "tokenizer.json", "tokenizer_config.json" })
        {
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(source, name)), File.ReadAllBytes(_folder.File("made/" + name)));
        }

        Assert.Equal(5, Directory.GetFiles(_folder.File("made")).Length);
    }

    [Theory]
    [InlineData("rtn", "int4")]
    [InlineData("hqq", "uint4_b128")]
    public void TheSameFolderGivesTheSameBytes(string method, string type)
    {
        string source = Export(OnnxWeightType.Float32);
        int? iterations = method == "hqq" ? 10 : null;
        Quantize(source, type, "first", method, iterations);
        Quantize(source, type, "second", method, iterations);
        foreach (string path in Directory.GetFiles(_folder.File("first")))
        {
            Assert.Equal(
                File.ReadAllBytes(path), File.ReadAllBytes(_folder.File("second/" + Path.GetFileName(path))));
        }
    }

    [Theory]
    [InlineData("raw", false, "int4")]
    [InlineData("raw", true, "uint4_b16")]
    [InlineData("floats", false, "uint8")]
    [InlineData("file", true, "int8_b256")]
    [InlineData("file", false, "uint4_b32")]
    public void WeightsAreReadWhereverTheyLie(string place, bool inHalves, string type)
    {
        TinyOnnx model = new() { Place = place, InHalves = inHalves };
        QuantizationResult result = Quantize(model.WriteTo(_folder.File("model")), type);
        using OnnxFolder made = new(_folder.File("made"));
        float[] kept = made.WeightsOf(Assert.Single(made.Products));
        double error = model.Values().Zip(kept, (a, b) => Math.Pow(a - b, 2)).Average();
        QuantizedTensor tensor = Assert.Single(result.Tensors);
        Assert.Equal(tensor.MeanSquaredError, error, 6);
        Assert.InRange(tensor.SignalToNoiseDecibels!.Value, type.Contains('4') ? 18 : 40, 60);
        Assert.Equal(inHalves ? "f16" : "f32", tensor.SourceType);
        Assert.False(File.Exists(_folder.File("made/w.bin")));
        Assert.Contains("com.microsoft", made.Model.Domains);
    }

    [Fact]
    public void HqqLosesLessThanRoundingInItsOwnNorm()
    {
        TinyOnnx model = new() { Inputs = 512 };
        string source = model.WriteTo(_folder.File("model"));
        double Loss(string method)
        {
            Quantize(source, "uint4", method, method: method);
            using OnnxFolder made = new(_folder.File(method));
            return model.Values().Zip(made.WeightsOf(made.Products[0]), (a, b) => Math.Pow(Math.Abs(a - b), 0.7)).Sum();
        }

        Assert.True(Loss("hqq") < 0.98 * Loss("rtn"));
    }

    [Fact]
    public void ASharedMatrixIsQuantizedOnceAndKeptForWhoeverElseReadsIt()
    {
        TinyOnnx model = new()
        {
            Place = "file",
            AddToGraph = graph =>
            {
                graph.Message(1, node => TinyOnnx.WriteNode(node, "second", "MatMul", "z", "w.weight"));
                graph.Message(1, node => TinyOnnx.WriteNode(node, "lookup", "Gather", "w.weight", "ids"));
            },
        };
        QuantizationResult result = Quantize(model.WriteTo(_folder.File("model")), "int8");
        using OnnxFolder made = new(_folder.File("made"));
        Assert.Equal(2, made.Products.Count);
        Assert.Equal(made.Products[0].Inputs.Skip(1), made.Products[1].Inputs.Skip(1));
        Assert.Equal(["w.weight", "ids"], made.Model.Nodes.Single(node => node.Operation == "Gather").Inputs);
        Assert.Equal(3, made.Model.Tensors.Count);
        Assert.Equal(File.ReadAllBytes(_folder.File("model/w.bin")), made.BytesOf("w.weight"));
        Assert.Contains("\"lookup\" (Gather)", Assert.Single(result.Fallbacks).Fallback, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesOfMatricesOrProductsChooseTypes()
    {
        string source = Export(OnnxWeightType.Float32);
        QuantizationResult result = Quantize(source, "int4", types: new()
        {
            ["output"] = "keep",
            ["blk.*.ffn_down"] = "uint8_b64",
            ["n*_MatMul"] = "int8",
        });
        string TypeOf(string name) => result.Tensors.Single(tensor => tensor.Name == name).Type;
        Assert.Equal("f32", TypeOf("output.weight"));
        Assert.Equal("uint8_b64", TypeOf("blk.1.ffn_down.weight"));
        Assert.Equal("int8_b32", TypeOf("blk.1.attn_q.weight"));
        Assert.Empty(result.Fallbacks);
    }

    [Fact]
    public void UnknownFieldsSurvive()
    {
        TinyOnnx model = new()
        {
            AddToGraph = graph => graph.Text(77, "of the graph"),
            AddToModel = whole => whole.Text(99, "of the model"),
        };
        Quantize(model.WriteTo(_folder.File("model")), "int4");
        using OnnxFolder made = new(_folder.File("made"));
        Assert.Contains(made.Model.GraphFields, field => field.Number == 77);
        Assert.Contains(made.Model.Fields, field => field.Number == 99);
    }

    [Fact]
    public void AFileOfWeightsThatAnotherModelReadsStaysWhole()
    {
        string source = new TinyOnnx { Place = "file" }.WriteTo(_folder.File("model"));
        File.Copy(Path.Combine(source, "model.onnx"), Path.Combine(source, "vision.onnx"));
        File.WriteAllText(Path.Combine(source, "model.onnx.data"), "of something else");
        Quantize(source, "int4");
        Assert.Equal(File.ReadAllBytes(_folder.File("model/w.bin")), File.ReadAllBytes(_folder.File("made/w.bin")));
        Assert.Equal("of something else", File.ReadAllText(_folder.File("made/model.onnx.data")));
        using OnnxFolder made = new(_folder.File("made"));
        Assert.Equal(["model.onnx.1.data"], made.Model.Locations);
    }

    [Fact]
    public void WhatMovesKeepsItsBytesItsChecksumAndWhatItShares()
    {
        static void Other(ProtobufWriter graph, string name) => graph.Message(5, tensor =>
        {
            tensor.Integer(1, 4);
            tensor.Integer(2, 7);
            tensor.Text(8, name);
            OnnxPart.WritePlace(tensor, "w.bin", 960, 32);
            tensor.Message(13, entry =>
            {
                entry.Text(1, "checksum");
                entry.Text(2, "abc");
            });
            tensor.Integer(14, 1);
        });
        string source = new TinyOnnx
        {
            Place = "file",
            Entries = [("location", "w.bin"), ("length", "960")],
            AddToGraph = graph =>
            {
                Other(graph, "one");
                Other(graph, "two");
            },
        }.WriteTo(_folder.File("model"));
        byte[] bytes = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
        using (FileStream file = new(Path.Combine(source, "w.bin"), FileMode.Append))
        {
            file.Write(bytes);
        }

        Quantize(source, "int4");
        using OnnxFolder made = new(_folder.File("made"));
        Assert.Equal(bytes, made.BytesOf("one"));
        Assert.Equal(made.Model.Tensors["one"].External, made.Model.Tensors["two"].External);
        Assert.True(made.BytesOf(made.Model.Tensors["one"].Field).AsSpan().IndexOf("checksum"u8) > 0);
        Assert.False(File.Exists(_folder.File("made/w.bin")));
    }

    [Fact]
    public void StripsOfAnyWidthGiveTheSame()
    {
        TinyOnnx model = new() { Outputs = 67 };
        using OnnxFolder folder = new(model.WriteTo(_folder.File("model")));
        using ProtobufFile file = ProtobufFile.Open(_folder.File("model/model.onnx"));
        using OnnxWeightSource source = new(file, _folder.File("model"));
        OnnxTensor tensor = folder.Model.Tensors["w.weight"];
        OnnxMatrix matrix = new(tensor, OnnxBlockType.Parse("uint4")!, [], null);
        byte[][] written = [.. new[] { 1, 200, 1 << 20 }.Select(strip =>
        {
            using MemoryStream data = new();
            OnnxConversion conversion = new(matrix, source.BytesOf(tensor), hqq: null) { StripWeights = strip };
            conversion.Write(new OnnxDataWriter(data, "w.data"), CancellationToken.None);
            return data.ToArray();
        })];
        Assert.Equal(written[2], written[0]);
        Assert.Equal(written[2], written[1]);
    }

    [Fact]
    public void NothingIsLeftWhenTheWorkIsEnded()
    {
        string source = Export(OnnxWeightType.Float32);
        Assert.ThrowsAny<OperationCanceledException>(() => new GenAIModelQuantizer().Quantize(
            source, _folder.File("made"), new() { Method = "rtn", Type = "int4" }, "test", null, new(canceled: true)));
        Assert.Equal([source], Directory.GetFileSystemEntries(_folder.Path));
    }

    private string Export(OnnxWeightType type)
    {
        string path = _folder.File(type.ToString());
        using GgufFile file = GgufFile.Open(RepositoryRoot.Combine("models", "baseline.gguf"));
        GenAIExport.Write(file, path, type);
        return path;
    }

    private QuantizationResult Quantize(
        string source,
        string type,
        string output = "made",
        string method = "rtn",
        int? iterations = null,
        OrderedDictionary<string, string>? types = null) => new GenAIModelQuantizer().Quantize(
            source,
            _folder.File(output),
            new QuantizeConfiguration { Method = method, Type = type, Types = types, Iterations = iterations },
            "test",
            progress: null,
            CancellationToken.None);
}
