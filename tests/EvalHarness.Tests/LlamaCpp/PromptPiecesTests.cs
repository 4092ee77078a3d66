using EvalHarness.LlamaCpp;

namespace EvalHarness.Tests.LlamaCpp;

public sealed class PromptPiecesTests
{
    private const int Piece = 8;

    [Fact]
    public void APromptGoesOnAfterWhatIsReusedInTheBatchesThatItWouldHaveHadFromItsStart()
    {
        for (int length = 1; length <= 5 * Piece; length++)
        {
            List<int> starts = [.. Starts(0, length)];
            for (int shared = 0; shared < length; shared++)
            {
                int reused = PromptPieces.CountReused(shared, length, Piece);
                Assert.InRange(reused, 0, shared);
                Assert.Equal(starts.Where(start => start >= reused), Starts(reused, length));
            }
        }
    }

    [Theory]
    [InlineData(15, 20, 8)]
    [InlineData(16, 20, 16)]
    [InlineData(7, 20, 0)]
    [InlineData(16, 17, 8)]
    public void WholePiecesAreReusedUnlessOneTokenWouldBeLeft(int shared, int length, int reused) =>
        Assert.Equal(reused, PromptPieces.CountReused(shared, length, Piece));

    [Fact]
    public void NoBatchHasOneRowAndNoneMoreThanAPiece()
    {
        for (int length = 2; length <= 5 * Piece; length++)
        {
            int[] edges = [.. Starts(0, length), length];
            Assert.All(edges.Zip(edges.Skip(1)), batch => Assert.InRange(batch.Second - batch.First, 2, Piece));
        }
    }

    private static IEnumerable<int> Starts(int first, int length)
    {
        for (int start = first; start < length; start += PromptPieces.CountNext(length - start, Piece))
        {
            yield return start;
        }
    }
}
