using System.Text.Json;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Quantization.Sensitivity;
using EvalHarness.Pipeline.Reporting.Json;

namespace EvalHarness.Pipeline.Search;

/// <summary>The sensitivity of a model for machines: keys in snake_case, divergences in nats per token.</summary>
internal static class SensitivityJson
{
    /// <summary>One document.</summary>
    public static byte[] ToBytes(SensitivityEvidence evidence)
    {
        using MemoryStream document = new();
        using (Utf8JsonWriter json = new(document, JsonFields.Options))
        {
            json.WriteStartObject();
            WriteFields(json, evidence);
            json.WriteEndObject();
        }

        document.Write("\n"u8);
        return document.ToArray();
    }

    /// <summary>The fields, into an object that is open.</summary>
    public static void WriteFields(Utf8JsonWriter json, SensitivityEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(evidence);
        json.WriteString("model_sha256", evidence.ModelSha256);
        json.WriteString("calibration_sha256", evidence.CalibrationSha256);
        json.WriteNumber("tokens", evidence.Model.Tokens);
        json.WriteObjects("tensors", evidence.MostSensitiveFirst, WriteTensor);
        json.WriteObjects("mixes", evidence.Mixes, (writer, mix) => WriteMix(writer, evidence.Model, mix));
    }

    private static void WriteTensor(Utf8JsonWriter json, MatrixSensitivity matrix)
    {
        json.WriteString("name", matrix.Name);
        json.WriteNumber("parameters", matrix.ElementCount);
        json.WriteNumber("measured_kl_divergence", matrix.Measured);
        json.WriteNumber("kl_divergence_per_relative_error", matrix.Coefficient);
        json.WriteObjects("types", matrix.Choices, (writer, choice) =>
        {
            writer.WriteString("type", TensorFormat.NameOf(choice.Type));
            writer.WriteNumber("bytes", choice.Bytes);
            writer.WriteNumber("relative_squared_error", choice.RelativeError);
            writer.WriteNumber("predicted_kl_divergence", choice.Divergence);
        });
    }

    private static void WriteMix(
        Utf8JsonWriter json, ModelSensitivity model, KeyValuePair<string, PrecisionMix> mix)
    {
        json.WriteString("candidate", mix.Key);
        json.WriteNumber("weight_bytes", mix.Value.Bytes + model.OtherBytes);
        json.WriteNumber("bits_per_weight", model.BitsPerWeight(mix.Value));
        json.WriteNumber("predicted_kl_divergence", mix.Value.Divergence);
        json.WriteStartObject("types");
        foreach ((MatrixSensitivity matrix, PrecisionChoice choice) in model.Matrices.Zip(mix.Value.Choices))
        {
            json.WriteString(matrix.Name, TensorFormat.NameOf(choice.Type));
        }

        json.WriteEndObject();
    }
}
