using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Quantization;

public sealed class EffectiveTypesTests : IDisposable
{
    // Rows of 64 everywhere but in ffn_down, whose rows of 256 take blocks of 256.
    private static readonly TinyGguf s_model = new() { FeedForwardLength = 256 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TensorType.Q2_K, TensorType.Q4_0)]
    [InlineData(TensorType.Q3_K, TensorType.Q4_0)]
    [InlineData(TensorType.Q4_K, TensorType.Q5_0)]
    [InlineData(TensorType.Q5_K, TensorType.Q5_1)]
    [InlineData(TensorType.Q6_K, TensorType.Q8_0)]
    public void ARecipeAndTheFileThatItMakesHaveTheSameTypes(TensorType wanted, TensorType got)
    {
        using GgufFile source = GgufFile.Open(s_model.WriteTo(_folder.File("source.gguf")));
        EffectiveTypes planned = EffectiveTypes.FromRecipe(source, new(wanted));
        GgufQuantizer.Quantize(source, _folder.File("made.gguf"), new(wanted), null, CancellationToken.None);
        using GgufFile file = GgufFile.Open(_folder.File("made.gguf"));
        EffectiveTypes made = EffectiveTypes.FromFile(file);
        Assert.Equal(planned.Types, made.Types);
        TypeFallback fallback = Assert.Single(made.Fallbacks);
        Assert.Equal((got, Share(file, got)), (fallback.Type, fallback.Share));
        Assert.Equal([64L], fallback.RowLengths);
        Assert.Equal(planned.Describe(), made.Describe());
        Assert.Equal(
            FormattableString.Invariant($"{100 * fallback.Share:0} % of the weights in ")
                + $"{got.ToString().ToLowerInvariant()}: rows of 64",
            made.Describe());
    }

    [Fact]
    public void RowsThatDivideHaveTheirType()
    {
        using GgufFile source = GgufFile.Open(s_model.WriteTo(_folder.File("source.gguf")));
        Assert.Null(EffectiveTypes.FromRecipe(source, new(TensorType.Q8_0)).Describe());
        Assert.Null(EffectiveTypes.FromFile(source).Describe());
    }

    [Fact]
    public void APatternThatFallsBackCountsToo()
    {
        using GgufFile source = GgufFile.Open(s_model.WriteTo(_folder.File("source.gguf")));
        QuantizationSettings settings = new(TensorType.Q8_0)
        {
            Types = [new TypePattern("token_embd", TensorType.Q4_K)],
        };
        Assert.EndsWith(
            "in q5_0: rows of 64", EffectiveTypes.FromRecipe(source, settings).Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralTypesAreNamedWithTheirShares()
    {
        // Rows of 48 are no multiple of 32 either.
        TinyGguf odd = new() { EmbeddingLength = 48, FeedForwardLength = 64 };
        using GgufFile source = GgufFile.Open(odd.WriteTo(_folder.File("odd.gguf")));
        string? described = EffectiveTypes.FromRecipe(source, new(TensorType.Q2_K)).Describe();
        Assert.Matches("^[0-9]+ % of the weights in f16, [0-9]+ % in q4_0: rows of 48, 64$", described);
    }

    private static double Share(GgufFile file, TensorType type) =>
        file.Tensors.Where(tensor => tensor.Type == type).Sum(tensor => tensor.ElementCount)
            / (double)file.Tensors.Sum(tensor => tensor.ElementCount);
}
