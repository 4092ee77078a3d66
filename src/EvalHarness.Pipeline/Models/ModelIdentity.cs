using System.Security.Cryptography;
using System.Text;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Quantization;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Models;

/// <summary>What a model is, established without loading it.</summary>
public sealed record ModelIdentity
{
    /// <summary>The <see cref="SizeBasis"/> of a size that was predicted.</summary>
    internal const string PredictedSize = "predicted from the shapes of its tensors, as it is not made yet";

    /// <summary>
    /// SHA-256 that changes whenever the model's answers may: of the weights, or of the endpoint and the model's name.
    /// </summary>
    public required string Sha256 { get; init; }

    /// <summary>The weights that will be loaded; <c>null</c> for a remote model.</summary>
    public string? WeightsPath { get; init; }

    /// <summary>SHA-256 of the weights; <c>null</c> for a remote model.</summary>
    public string? WeightsSha256 { get; init; }

    /// <summary>Size of the weights in bytes; <c>null</c> for a remote model.</summary>
    public long? FileBytes { get; init; }

    /// <summary>
    /// What the size rests on when the weights would have to be made first; <c>null</c> for weights that are there, and
    /// for a remote model.
    /// </summary>
    public string? SizeBasis { get; init; }

    /// <summary>Mean bits per weight, block overhead included; <c>null</c> when unknown.</summary>
    public double? BitsPerWeight { get; init; }

    /// <summary>
    /// One line for a reader: architecture, parameters, types, quantization; <c>null</c> when unknown.
    /// </summary>
    public string? Description { get; init; }

    /// <summary>The model gives log-likelihoods, so that it can grade pointwise and measure <c>nll</c>.</summary>
    public bool GivesLogLikelihoods { get; init; }

    /// <summary>Why it gives none; <c>null</c> where it gives them, or where that is not known.</summary>
    internal string? WithoutLikelihoods { get; init; }

    /// <summary>The model gives embeddings of texts, so that it can rank by them.</summary>
    public bool GivesEmbeddings { get; init; }

    /// <summary>Why it gives none; <c>null</c> where it gives them, or where that is not known.</summary>
    internal string? WithoutEmbeddings { get; init; }

    /// <summary>The model gives embeddings and nothing else: it answers no prompt.</summary>
    internal bool OnlyEmbeds { get; init; }

    /// <summary>
    /// The model runs in this process, and its logits can be read at every position: what fidelity is measured by.
    /// </summary>
    public bool GivesLogits { get; init; }

    /// <summary>
    /// Equal questions may get other answers on another processor, or in other company: the model's runtime promises no
    /// equal bits.
    /// </summary>
    public bool VariesByProcessor { get; init; }

    /// <summary>
    /// How the harness writes the model's prompts; <c>null</c> for a model that writes them itself, such as an
    /// endpoint.
    /// </summary>
    internal ModelPrompts? Prompts { get; init; }

    /// <summary>An endpoint that completes plain text; its prompts pass no chat template.</summary>
    internal bool CompletesPlainText { get; init; }

    /// <summary>The types of its weights, the one with most weights first; <c>null</c> when unknown.</summary>
    internal IReadOnlyList<WeightTypeCount>? Types { get; init; }

    /// <summary>See <see cref="ModelSummary.EffectiveTypes"/>.</summary>
    internal string? EffectiveTypes { get; init; }

    /// <summary>The room of its sequences; <c>null</c> for a model elsewhere, whose room is not known.</summary>
    internal ContextWindow? Window { get; init; }

    /// <summary>A hash of several things that change a model's answers, in their order.</summary>
    internal static string HashOf(params IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));

    /// <summary>The same with the types of its weights.</summary>
    internal ModelIdentity With(EffectiveTypes types) => this with
    {
        Types =
        [
            .. types.Types.Select(share => new WeightTypeCount(
                TensorFormat.NameOf(share.Type), share.TensorCount, share.ParameterCount)),
        ],
        EffectiveTypes = types.Describe(),
    };

    /// <summary>
    /// What a quantized copy would be that is not made yet; the hash stays that of the model that it is made from.
    /// </summary>
    /// <param name="recipe">How it would be quantized.</param>
    /// <param name="size">Its predicted size.</param>
    internal ModelIdentity Predict(QuantizeConfiguration recipe, QuantizedSize size) => this with
    {
        WeightsPath = null,
        WeightsSha256 = null,
        FileBytes = size.FileBytes,
        BitsPerWeight = size.BitsPerWeight,
        SizeBasis = PredictedSize,
        Description = $"{Description}, to be quantized to {recipe.Type} by {recipe.Method}",
    };
}
