namespace EvalHarness.Tests.Core;

public sealed class EndMarkersTests
{
    [Theory]
    [InlineData("Oslo <|im_end|>\n", "Oslo")]
    [InlineData("Oslo<end_of_turn>\n<eos>", "Oslo")]
    [InlineData("<|im_end|>", "")]
    [InlineData(" Oslo\n", " Oslo\n")]
    [InlineData("<|im_end|> ends a turn", "<|im_end|> ends a turn")]
    [InlineData("<s>old</s>", "<s>old</s>")]
    [InlineData("", "")]
    public void MarkersAreCutFromTheEndOnly(string text, string left) =>
        Assert.Equal(left, EndMarkers.Cut(text).ToString());
}
