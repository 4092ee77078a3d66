using EvalHarness.Pipeline.Reporting.Wording;

namespace EvalHarness.Tests.Pipeline.Reporting.Wording;

public sealed class ReportNumbersTests
{
    [Theory]
    [InlineData(null, "—")]
    [InlineData(double.NaN, "—")]
    [InlineData(double.PositiveInfinity, "—")]
    [InlineData(0.0, "0.0000")]
    [InlineData(-0.00001, "0.0000")]
    [InlineData(0.00001, "0.0000")]
    [InlineData(-0.01234, "−0.0123")]
    [InlineData(0.5, "+0.5000")]
    [InlineData(12.345, "+12.35")]
    [InlineData(-1234.5, "−1234.5")]
    public void ADifferenceShowsItsSignUnlessItIsZero(double? value, string text) =>
        Assert.Equal(text, ReportNumbers.Difference(value));

    [Theory]
    [InlineData(null, "—")]
    [InlineData(999L, "999 B")]
    [InlineData(1000L, "1.0 kB")]
    [InlineData(999_949L, "999.9 kB")]
    [InlineData(999_950L, "1.0 MB")]
    [InlineData(11_200_000L, "11.2 MB")]
    [InlineData(4_370_000_000L, "4.37 GB")]
    public void BytesAreInDecimalUnits(long? bytes, string text) => Assert.Equal(text, ReportNumbers.Bytes(bytes));

    [Theory]
    [InlineData(0.00009, "< 0.0001")]
    [InlineData(0.03648, "0.0365")]
    [InlineData(1.0, "1.0000")]
    [InlineData(null, "—")]
    public void SmallProbabilitiesAreBounded(double? value, string text) =>
        Assert.Equal(text, ReportNumbers.Probability(value));

    [Theory]
    [InlineData(0.0123, "$0.0123")]
    [InlineData(1.2345, "$1.23")]
    [InlineData(0.0, "$0.0000")]
    [InlineData(double.PositiveInfinity, "—")]
    [InlineData(null, "—")]
    public void MoneyIsInDollars(double? value, string text) => Assert.Equal(text, ReportNumbers.Usd(value));

    [Fact]
    public void AShareHasItsInterval()
    {
        Assert.Equal("[92.9 %, 99.1 %]", ReportNumbers.Brackets(new(117, 120)));
        Assert.Null(ReportNumbers.Brackets(null));
    }

    [Fact]
    public void LevelsHaveNoSignUnlessTheyAreNegative() =>
        Assert.Equal("[−0.100, 0.956]", ReportNumbers.Range(-0.1, 0.9561));

    [Fact]
    public void AnIntervalWithAMissingEndIsMissing() => Assert.Equal("—", ReportNumbers.Interval(0.1, null));

    [Fact]
    public void ARatioToZeroIsMissing() => Assert.Equal("—", ReportNumbers.Ratio(1, 0));
}
