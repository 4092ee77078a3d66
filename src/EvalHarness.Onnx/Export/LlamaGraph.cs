using EvalHarness.Inference.Arithmetic;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Kernels;
using EvalHarness.Inference.Transformer;

namespace EvalHarness.Onnx.Export;

/// <summary>
/// A llama model as a graph of standard operators, with the inputs and outputs that ONNX Runtime GenAI expects of a
/// decoder: tokens (b, s), mask (b, t) and positions (b, s) in; logits (b, s, vocabulary) of every position out; keys
/// and values (b, key-value heads, positions, head length) of each layer in and out. t counts all positions, s the new.
/// </summary>
/// <remarks>
/// GGUF turns neighbouring elements of a head together, the graph its two halves: the rows of queries and keys are
/// reordered for that, which leaves every attention score as it is.
/// </remarks>
internal sealed class LlamaGraph
{
    private const string Batch = "batch";
    private const string New = "new_positions";
    private const string All = "all_positions";

    private readonly GgufFile _file;
    private readonly ModelConfig _config;
    private readonly OnnxGraph _graph;
    private readonly OnnxWeights _weights;

    /// <summary>Prepares the graph.</summary>
    /// <param name="file">The model.</param>
    /// <param name="graph">Receives it.</param>
    /// <param name="type">How matrices are stored.</param>
    /// <param name="isOutline">See <see cref="OnnxWeights"/>.</param>
    public LlamaGraph(GgufFile file, OnnxGraph graph, OnnxWeightType type, bool isOutline = false)
    {
        (_file, _graph) = (file, graph);
        _config = ModelConfig.Read(file.Metadata);
        _weights = new OnnxWeights(file, graph, type, isOutline);
    }

    private int HalfHead => _config.HeadLength / 2;

    /// <summary>Adds every operator and weight.</summary>
    public void Build()
    {
        (int d, int vocabulary) = (_config.EmbeddingLength, _config.VocabularyLength);
        _graph.Input("input_ids", OnnxElementType.Int64, Batch, New);
        _graph.Input("attention_mask", OnnxElementType.Int64, Batch, All);
        _graph.Input("position_ids", OnnxElementType.Int64, Batch, New);
        AddConstants();
        string x = _graph.Node("Gather", [_weights.Embedding("token_embd.weight", d, vocabulary), "input_ids"]);
        (string cosines, string sines) = AddAngles();
        string mask = AddMask();
        for (int layer = 0; layer < _config.LayerCount; layer++)
        {
            string prefix = $"blk.{layer}.";
            string attended = AddAttention(
                AddNorm(x, prefix + "attn_norm.weight"), layer, prefix, cosines, sines, mask);
            x = _graph.Node("Add", [x, attended]);
            x = _graph.Node("Add", [x, AddFeedForward(AddNorm(x, prefix + "ffn_norm.weight"), prefix)]);
        }

        bool isTied = !_file.TryGetTensor("output.weight", out _);
        string logits = _weights.Linear(
            AddNorm(x, "output_norm.weight"), "output", d, vocabulary,
            tensor: isTied ? "token_embd.weight" : null);
        _graph.NamedNode("Identity", "logits", [logits]);
        _graph.Output("logits", OnnxElementType.Float32, Batch, New, vocabulary);
    }

    private void AddConstants()
    {
        (int groups, int head, int kv) = (_config.GroupSize, _config.HeadLength, _config.KeyValueHeadCount);
        _graph.Integers("zero", [0], isScalar: true);
        _graph.Integers("one", [1], isScalar: true);
        _graph.Integers("axis1", [1]);
        _graph.Integers("axis2", [2]);
        _graph.Integers("axes12", [1, 2]);
        _graph.Integers("axes123", [1, 2, 3]);
        _graph.Integers("query_shape", [0, 0, kv, groups, head]);
        _graph.Integers("key_shape", [0, 0, kv, head]);
        _graph.Integers("output_shape", [0, 0, _config.HeadCount * head]);
        _graph.Number("epsilon", _config.NormEpsilon);
        _graph.Number("attention_scale", _config.AttentionScale);
        _graph.Number("allowed", 0);
        _graph.Number("forbidden", float.MinValue);
    }

    // x / √(mean x² + ε) · w, (b, s, d).
    private string AddNorm(string x, string weights)
    {
        string square = _graph.Node("Mul", [x, x]);
        string mean = _graph.Node("ReduceMean", [square], OnnxAttribute.Integers("axes", -1));
        string root = _graph.Node("Sqrt", [_graph.Node("Add", [mean, "epsilon"])]);
        return _graph.Node(
            "Mul", [_graph.Node("Div", [x, root]), _weights.Vector(weights, _config.EmbeddingLength)]);
    }

    // Cosines and sines of the positions' angles, (b, s, head length / 2).
    private (string Cosines, string Sines) AddAngles()
    {
        float[] factors = RopeFactors();
        float[] cosines = new float[_config.ContextLength * HalfHead];
        float[] sines = new float[cosines.Length];
        for (int i = 0; i < cosines.Length; i++)
        {
            (int position, int pair) = (i / HalfHead, i % HalfHead);
            double angle = position * (double)_config.RopeScale
                * PortableMath.Pow(_config.RopeBase, -2.0 * pair / _config.HeadLength) / factors[pair];
            (double sine, double cosine) = PortableMath.SinCos(angle);
            (cosines[i], sines[i]) =
                ((float)(cosine * _config.RopeAmplitude), (float)(sine * _config.RopeAmplitude));
        }

        long[] shape = [_config.ContextLength, HalfHead];
        return (
            _graph.Node("Gather", [_graph.Weights("rope_cosines", shape, cosines), "position_ids"]),
            _graph.Node("Gather", [_graph.Weights("rope_sines", shape, sines), "position_ids"]));
    }

    private float[] RopeFactors()
    {
        float[] factors = new float[HalfHead];
        Array.Fill(factors, 1);
        if (_file.TryGetTensor("rope_freqs.weight", out _))
        {
            TensorRows.Read(
                new WeightReader(_file, WeightForm.Expanded).Tensor("rope_freqs.weight", HalfHead, 1), 0, factors);
        }

        return factors;
    }

    // 0 where a new position may look, the lowest number elsewhere: (b, 1, 1, s, t).
    private string AddMask()
    {
        string all = _graph.Node(
            "Gather", [_graph.Node("Shape", ["attention_mask"]), "one"], OnnxAttribute.Integer("axis", 0));
        string fresh = _graph.Node(
            "Gather", [_graph.Node("Shape", ["input_ids"]), "one"], OnnxAttribute.Integer("axis", 0));
        string queries = _graph.Node("Range", [_graph.Node("Sub", [all, fresh]), all, "one"]);
        string keys = _graph.Node("Range", ["zero", all, "one"]);
        string past = _graph.Node("LessOrEqual", [keys, _graph.Node("Unsqueeze", [queries, "axis1"])]);
        string present = _graph.Node("Unsqueeze", [_graph.Node("Greater", ["attention_mask", "zero"]), "axes123"]);
        return _graph.Node("Where", [_graph.Node("And", [past, present]), "allowed", "forbidden"]);
    }

    private string AddAttention(string x, int layer, string prefix, string cosines, string sines, string mask)
    {
        int d = _config.EmbeddingLength;
        int keyLength = _config.KeyValueHeadCount * _config.HeadLength;
        int queryLength = _config.HeadCount * _config.HeadLength;
        string queries = _graph.Node(
            "Transpose",
            [_graph.Node(
                "Reshape", [_weights.Linear(x, prefix + "attn_q", d, queryLength, HalvesOfHeads), "query_shape"])],
            OnnxAttribute.Integers("perm", 0, 2, 3, 1, 4));
        queries = AddRotation(queries, cosines, sines, "axes12");
        string keys = AddCache(
            AddRotation(
                AddHeads(_weights.Linear(x, prefix + "attn_k", d, keyLength, HalvesOfHeads)), cosines, sines, "axis1"),
            $"{layer}.key");
        string values = AddCache(
            AddHeads(_weights.Linear(x, prefix + "attn_v", d, keyLength)), $"{layer}.value");

        // (b, kv, groups, s, head) × (b, kv, 1, head, t) → (b, kv, groups, s, t), and back with the values.
        string turned = _graph.Node("Transpose", [keys], OnnxAttribute.Integers("perm", 0, 1, 3, 2));
        string scores = _graph.Node("MatMul", [queries, _graph.Node("Unsqueeze", [turned, "axis2"])]);
        string masked = _graph.Node("Add", [_graph.Node("Mul", [scores, "attention_scale"]), mask]);
        string shares = _graph.Node("Softmax", [masked], OnnxAttribute.Integer("axis", -1));
        string mixed = _graph.Node("MatMul", [shares, _graph.Node("Unsqueeze", [values, "axis2"])]);
        string rows = _graph.Node("Transpose", [mixed], OnnxAttribute.Integers("perm", 0, 3, 1, 2, 4));
        return _weights.Linear(
            _graph.Node("Reshape", [rows, "output_shape"]), prefix + "attn_output", queryLength, d);
    }

    // (b, s, kv · head) → (b, kv, s, head).
    private string AddHeads(string x) => _graph.Node(
        "Transpose", [_graph.Node("Reshape", [x, "key_shape"])], OnnxAttribute.Integers("perm", 0, 2, 1, 3));

    // (first, second) → (first cos − second sin, second cos + first sin), for the halves of every head.
    private string AddRotation(string x, string cosines, string sines, string headAxes)
    {
        string cosine = _graph.Node("Unsqueeze", [cosines, headAxes]);
        string sine = _graph.Node("Unsqueeze", [sines, headAxes]);
        (string first, string second) = (x + ".first", x + ".second");
        _graph.AddNode("Split", "", [x], [first, second], [OnnxAttribute.Integer("axis", -1)]);
        string left = _graph.Node(
            "Sub", [_graph.Node("Mul", [first, cosine]), _graph.Node("Mul", [second, sine])]);
        string right = _graph.Node(
            "Add", [_graph.Node("Mul", [second, cosine]), _graph.Node("Mul", [first, sine])]);
        return _graph.Node("Concat", [left, right], OnnxAttribute.Integer("axis", -1));
    }

    // The new positions' keys or values after those of the past.
    private string AddCache(string fresh, string name)
    {
        (int kv, int head) = (_config.KeyValueHeadCount, _config.HeadLength);
        _graph.Input($"past_key_values.{name}", OnnxElementType.Float32, Batch, kv, "past_positions", head);
        _graph.Output($"present.{name}", OnnxElementType.Float32, Batch, kv, All, head);
        return _graph.NamedNode(
            "Concat", $"present.{name}", [$"past_key_values.{name}", fresh], OnnxAttribute.Integer("axis", 2));
    }

    // silu(gate) · up, then down.
    private string AddFeedForward(string x, string prefix)
    {
        (int d, int hidden) = (_config.EmbeddingLength, _config.FeedForwardLength);
        string gate = _weights.Linear(x, prefix + "ffn_gate", d, hidden);
        string open = _graph.Node("Mul", [gate, _graph.Node("Sigmoid", [gate])]);
        string inner = _graph.Node("Mul", [open, _weights.Linear(x, prefix + "ffn_up", d, hidden)]);
        return _weights.Linear(inner, prefix + "ffn_down", hidden, d);
    }

    // Row i of a head's first half was element 2i, of its second half element 2i + 1.
    private int HalvesOfHeads(int row)
    {
        (int head, int i) = (row / _config.HeadLength, row % _config.HeadLength);
        return (head * _config.HeadLength) + (i < HalfHead ? 2 * i : (2 * (i - HalfHead)) + 1);
    }
}
