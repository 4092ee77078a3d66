using System.Globalization;
using EvalHarness.Inference.Transformer;

namespace EvalHarness.Inference.Quantization.Calibration;

/// <summary>Which input of which layer a tensor multiplies.</summary>
internal static class LinearTensors
{
    /// <summary>Layer and input of a matrix inside a layer; <c>null</c> for any other tensor.</summary>
    public static (int Layer, LinearInput Input)? Find(string name)
    {
        string[] parts = name.Split('.');
        if (parts is not ["blk", _, _, "weight"]
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int layer))
        {
            return null;
        }

        LinearInput? input = parts[2] switch
        {
            "attn_q" or "attn_k" or "attn_v" => LinearInput.QueryKeyValue,
            "attn_output" => LinearInput.AttentionOutput,
            "ffn_gate" or "ffn_up" => LinearInput.GateUp,
            "ffn_down" => LinearInput.Down,
            _ => null,
        };
        return input is { } known ? (layer, known) : null;
    }

    /// <summary>The layer that a tensor belongs to; <c>null</c> for one outside the layers.</summary>
    public static int? LayerOf(string name) =>
        name.Split('.') is ["blk", string number, ..]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int layer) ? layer : null;
}
