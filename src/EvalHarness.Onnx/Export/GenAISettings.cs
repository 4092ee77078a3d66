using System.Text.Json;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Inference.Transformer;

namespace EvalHarness.Onnx.Export;

/// <summary>Writes <c>genai_config.json</c>, which tells ONNX Runtime GenAI what a model folder holds.</summary>
internal static class GenAISettings
{
    /// <summary>Writes the file.</summary>
    /// <param name="metadata">The model's metadata.</param>
    /// <param name="folder">The model folder.</param>
    /// <param name="modelFile">Name of the ONNX file in it.</param>
    public static void Write(GgufMetadata metadata, string folder, string modelFile)
    {
        ModelConfig config = ModelConfig.Read(metadata);
        TokenVocabulary vocabulary = new(metadata);
        using FileStream target = File.Create(Path.Combine(folder, "genai_config.json"));
        using Utf8JsonWriter json = new(target, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartObject("model");
        json.WriteString("type", "llama");
        json.WriteNumber("vocab_size", config.VocabularyLength);
        json.WriteNumber("context_length", config.ContextLength);
        json.WriteNumber("bos_token_id", vocabulary.BeginId ?? 0);
        int[] ends = [.. Enumerable.Range(0, vocabulary.Texts.Length).Where(vocabulary.IsEndOfGeneration)];
        json.WriteStartArray("eos_token_id");
        Array.ForEach(ends, json.WriteNumberValue);
        json.WriteEndArray();
        json.WriteNumber("pad_token_id", vocabulary.EndId ?? 0);
        WriteDecoder(json, config, modelFile);
        json.WriteEndObject();
        WriteSearch(json, config);
        json.WriteEndObject();
    }

    private static void WriteDecoder(Utf8JsonWriter json, ModelConfig config, string modelFile)
    {
        json.WriteStartObject("decoder");
        json.WriteString("filename", modelFile);
        json.WriteNumber("num_hidden_layers", config.LayerCount);
        json.WriteNumber("num_attention_heads", config.HeadCount);
        json.WriteNumber("num_key_value_heads", config.KeyValueHeadCount);
        json.WriteNumber("head_size", config.HeadLength);
        json.WriteNumber("hidden_size", config.EmbeddingLength);
        json.WriteStartObject("session_options");
        json.WriteStartArray("provider_options");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("inputs");
        json.WriteString("input_ids", "input_ids");
        json.WriteString("attention_mask", "attention_mask");
        json.WriteString("position_ids", "position_ids");
        json.WriteString("past_key_names", "past_key_values.%d.key");
        json.WriteString("past_value_names", "past_key_values.%d.value");
        json.WriteEndObject();
        json.WriteStartObject("outputs");
        json.WriteString("logits", "logits");
        json.WriteString("present_key_names", "present.%d.key");
        json.WriteString("present_value_names", "present.%d.value");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSearch(Utf8JsonWriter json, ModelConfig config)
    {
        json.WriteStartObject("search");
        json.WriteNumber("max_length", config.ContextLength);
        json.WriteBoolean("do_sample", false);
        json.WriteNumber("top_k", 50);
        json.WriteNumber("top_p", 1);
        json.WriteNumber("temperature", 1);
        json.WriteBoolean("past_present_share_buffer", false);
        json.WriteEndObject();
    }
}
