using System.Globalization;
using System.Runtime.Intrinsics.X86;
using EvalHarness.ProcessorDigest;
using EvalHarness.Tests.Testing;

// What the engine computes, as hashes, one a line: a process of its own can be started with fewer instructions.
//   FOLDER    where files may be written
//   BUNDLED   a trained model, for texts
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.Error.WriteLine(FormattableString.Invariant(
    $"AVX {Avx.IsSupported}, AVX2 {Avx2.IsSupported}, FMA {Fma.IsSupported}, AVX-512 {Avx512F.IsSupported}"));
(string folder, string bundled) = (args[0], args[1]);
string model = new TinyGguf
{
    EmbeddingLength = 256,
    LayerCount = 1,
    HeadCount = 2,
    KeyValueHeadCount = 1,
    KeyLength = 32,
    FeedForwardLength = 32,
    ContextLength = 128,
}.WriteTo(Path.Combine(folder, "tiny.gguf"));
foreach (string line in QuantizationDigest.Of(model, folder))
{
    Console.WriteLine(line);
}

foreach (string line in await ForwardDigest.OfAsync(model, folder, bundled))
{
    Console.WriteLine(line);
}
