using EvalHarness.Inference.Gguf;

namespace EvalHarness.Tests.Inference.Gguf;

public sealed class ExtensionTypeTests
{
    public static TheoryData<string, double> Names => new()
    {
        { "uint2_b32", 3 },
        { "uint3_b64", 3.5 },
        { "int3_b128", 3.125 },
        { "int8_channel", 8 },
        { "uint6_tensor", 6 },
        { "fixed4_b32", 4.25 },
        { "nf4_b64", 4.25 },
        { "nf4_b64_dq", 4.125 },
        { "fp4_b32", 4.5 },
        { "vq8_g4", 2 },
        { "vq12_g8", 1.5 },
    };

    [Theory, MemberData(nameof(Names))]
    public void ANameAndItsIdStandForEachOther(string name, double bitsPerWeight)
    {
        ExtensionType type = ExtensionType.Parse(name)!.Value;
        Assert.Equal(name, type.Name);
        Assert.Equal(type, ExtensionType.Find(type.Id));
        Assert.Equal(bitsPerWeight, TensorLayout.For(type.Id).BitsPerWeight);
    }

    [Theory]
    [InlineData("uint7_b32")]
    [InlineData("uint4_b48")]
    [InlineData("uint4_b032")]
    [InlineData("nf3_b64")]
    [InlineData("int4_b64_dq")]
    [InlineData("nf4_tensor_dq")]
    [InlineData("vq13_g4")]
    [InlineData("vq8_g16")]
    [InlineData("vq8_b32")]
    [InlineData("q4_0")]
    public void OtherNamesStandForNothing(string name) => Assert.Null(ExtensionType.Parse(name));

    [Fact]
    public void EveryIdThatIsReadIsWrittenTheSameWay()
    {
        int known = 0;
        for (int id = 0x4548_0000; id <= 0x4548_FFFF; id++)
        {
            if (ExtensionType.Find((TensorType)id) is { } type)
            {
                known++;
                Assert.Equal((TensorType)id, type.Id);
                Assert.Equal(type, ExtensionType.Parse(type.Name));
            }
        }

        // 3 kinds x 6 widths x 6 spans, 2 kinds x (6 spans + 4 doubly quantized), 11 widths x 3 groups.
        Assert.Equal(108 + 20 + 33, known);
    }
}
