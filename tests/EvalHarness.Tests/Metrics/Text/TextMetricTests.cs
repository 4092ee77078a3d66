using EvalHarness.Metrics;

namespace EvalHarness.Tests.Metrics.Text;

public sealed class TextMetricTests
{
    [Theory]
    [InlineData("exact_match", " cat\n", "cat", 1)]
    [InlineData("exact_match", "Cat", "cat", 0)]
    [InlineData("exact_match", "cat.", "cat", 0)]
    [InlineData("exact_match", "a cat", "cat", 0)]
    [InlineData("exact_match", "cafe\u0301", "café", 1)]
    [InlineData("exact_match", "one\r\ntwo", "one\ntwo", 1)]
    [InlineData("exact_match", "22", "-22", 0)]
    [InlineData("exact_match", "35", "3.5", 0)]
    [InlineData("exact_match", "5", "5%", 0)]
    [InlineData("squad_em", "The  Cat!", "cat", 1)]
    [InlineData("squad_em", "35", "3.5", 1)]
    [InlineData("squad_em", "a cat", "dog", 0)]
    [InlineData("squad_em", "A", "the", 1)]
    [InlineData("squad_em", "?", "", 1)]
    [InlineData("squad_f1", "the black cat", "black dog", 0.5)]
    [InlineData("squad_f1", "five", "", 0)]
    [InlineData("token_f1", "the black cat", "black dog", 0.5)]
    [InlineData("token_f1", "cat cat cat", "cat", 0.5)]
    [InlineData("token_f1", "", "cat", 0)]
    [InlineData("token_f1", "dog", "cat", 0)]
    [InlineData("contains", "It is\n the   Cat.", "the cat", 1)]
    [InlineData("token_f1", "5", "-5", 0)]
    [InlineData("token_f1", "\u22125", "-5", 1)]
    [InlineData("token_f1", "35", "3.5", 0)]
    [InlineData("token_f1", "It is 5.", "5", 0.5)]
    [InlineData("token_f1", "5", "5%", 0)]
    [InlineData("token_f1", "5 %", "5%", 1)]
    [InlineData("token_f1", "5", "$5", 0)]
    [InlineData("token_f1", "1234", "1,234", 1)]
    [InlineData("token_f1", "1.5e5", "1.5e-5", 0)]
    [InlineData("token_f1", "35", "3-5", 0)]
    [InlineData("token_f1", "1030", "10:30", 0)]
    [InlineData("token_f1", "well-known", "wellknown", 1)]
    [InlineData("token_f1", "?", "!", 0)]
    [InlineData("contains", "It is the dog.", "cat", 0)]
    [InlineData("contains", "A cat", "a", 1)]
    [InlineData("contains", "Because of cats", "A", 0)]
    [InlineData("contains", "The answer is (A).", "A", 1)]
    [InlineData("contains", "category", "cat", 0)]
    [InlineData("contains", "Москвич", "Москва", 0)]
    [InlineData("contains", "В Москве.", "москве", 1)]
    [InlineData("contains", "москвереке", "Москве", 0)]
    [InlineData("contains", "答えは東京都です", "東京", 1)]
    [InlineData("contains", "答えはParisです", "Paris", 1)]
    [InlineData("contains", "กรุงเทพมหานคร", "กรุงเทพ", 1)]
    [InlineData("contains", "서울에서", "서울", 1)]
    [InlineData("contains", "cafe\u0301", "cafe", 0)]
    [InlineData("contains", "cafe\u0301 noir", "café", 1)]
    [InlineData("contains", "It is -5.", "5", 0)]
    [InlineData("contains", "It is 3.5", "5", 0)]
    [InlineData("contains", "It is 5.2", "5", 0)]
    [InlineData("contains", "It is 1,500", "500", 0)]
    [InlineData("contains", "It is 5.", "5", 1)]
    [InlineData("contains", "pages 3-5", "5", 1)]
    [InlineData("numeric_match", "5", "-5", 0)]
    [InlineData("numeric_match", "35", "3.5", 0)]
    [InlineData("numeric_match", "The answer is 5.", "5", 1)]
    [InlineData("numeric_match", "3 + 4 = 7", "7", 1)]
    [InlineData("numeric_match", "It costs $1,234.50.", "1234.5", 1)]
    [InlineData("numeric_match", "-$5", "-5", 1)]
    [InlineData("numeric_match", "$-5", "-5", 1)]
    [InlineData("numeric_match", "€ 1 000", "1000", 0)]
    [InlineData("numeric_match", "€1\u00A0000", "1000", 1)]
    [InlineData("numeric_match", "5 %", "5", 1)]
    [InlineData("numeric_match", "1.5e-3 m", "0.0015", 1)]
    [InlineData("numeric_match", ".5", "0.5", 1)]
    [InlineData("numeric_match", "\u22125", "-5", 1)]
    [InlineData("numeric_match", "10-15", "15", 1)]
    [InlineData("numeric_match", "covid-19", "-19", 0)]
    [InlineData("numeric_match", "1.000001", "1", 1)]
    [InlineData("numeric_match", "1.00001", "1", 0)]
    [InlineData("numeric_match:0.01", "101", "100", 1)]
    [InlineData("numeric_match:0.01", "102", "100", 0)]
    [InlineData("numeric_match", "0.0000005", "0", 1)]
    [InlineData("numeric_match", "0.1", "0", 0)]
    [InlineData("choice", "B", "B", 1)]
    [InlineData("choice", "b", "B", 1)]
    [InlineData("choice", "(B)", "B", 1)]
    [InlineData("choice", "B.", "B", 1)]
    [InlineData("choice", "**B**", "B", 1)]
    [InlineData("choice", "$\\boxed{B}$", "B", 1)]
    [InlineData("choice", "Answer: B", "B", 1)]
    [InlineData("choice", "The correct answer is (B).", "B", 1)]
    [InlineData("choice", "B) Paris", "B", 1)]
    [InlineData("choice", "A dog, so the answer is C", "C", 1)]
    [InlineData("choice", "I think it is D", "D", 1)]
    [InlineData("choice", "A", "B", 0)]
    [InlineData(@"regex:^\d+$", "42", "", 1)]
    [InlineData(@"regex:^\d+$", "42 ", "", 0)]
    [InlineData("regex", "order 17", @"\d{2}", 1)]
    [InlineData("json_valid", " {\"a\": [1, null]} ", "", 1)]
    [InlineData("json_valid", "```json\n{}\n```", "", 0)]
    [InlineData("json_valid", "{} {}", "", 0)]
    [InlineData("json_valid", "", "", 0)]
    [InlineData("rouge1", "a b", "a b c", 0.8)]
    [InlineData("rouge1:stem", "relational", "relate", 1)]
    [InlineData("rouge1", "...", "a b c", 0)]
    [InlineData("rouge1:unicode", "a b", "a b c", 0.8)]
    [InlineData("rouge1:unicode:stem", "relational", "relate", 1)]
    [InlineData("rougeL:unicode", "мост через реку", "Мост через реку!", 1)]
    [InlineData("rougeL:unicode", "河桥", "河上桥", 0.8)]
    [InlineData("rougeL:unicode", "サッカー", "野球", 0)]
    [InlineData("rougeL:unicode", "cafe\u0301", "café", 1)]
    public void TextIsScored(string metric, string text, string target, double expected) =>
        Assert.Equal(expected, Score(metric, text, target).Value!.Value, 1e-12);

    [Fact]
    public void TheBestTargetCounts()
    {
        Assert.Equal(1, Score("exact_match", "four", "4", "four").Value);
        Assert.Equal(1, Score("token_f1", "four", "4", "four").Value);
        Assert.Equal(1, Score("rougeL", "four", "4", "four").Value);
        Assert.Equal(1, Score("contains", "four", "4", "four").Value);
    }

    [Theory]
    [InlineData("exact_match")]
    [InlineData("token_f1")]
    [InlineData("contains")]
    [InlineData("regex")]
    [InlineData("bleu")]
    [InlineData("chrf")]
    [InlineData("rougeL")]
    [InlineData("nll")]
    public void WithoutATargetThereIsNoValue(string metric)
    {
        Score score = Score(metric, "text");
        Assert.Null(score.Value);
        Assert.Equal("the sample has no target", score.Reason);
        Assert.Equal(ScoreFault.LabelMissing, score.Fault);
    }

    [Theory]
    [InlineData("[", "]", 1)]
    [InlineData("{\"a\":", "}", 1)]
    [InlineData("[", "", 0)]
    [InlineData("{\"a\":", "]", 0)]
    public void JsonIsJudgedAtAnyDepth(string open, string close, double expected)
    {
        foreach (int depth in (int[])[1, 64, 65, 1000, 100_000])
        {
            string text = string.Concat(Enumerable.Repeat(open, depth)) + "1"
                + string.Concat(Enumerable.Repeat(close, depth));
            Assert.Equal(expected, Score("json_valid", text, "").Value);
        }
    }

    [Fact]
    public void HalfASurrogatePairIsNoJson() => Assert.Equal(0, Score("json_valid", "\"\uD800\"", "").Value);

    [Fact]
    public void AnEmptyTargetIsNotContained() => Assert.Null(Score("contains", "text", "", " ").Value);

    [Fact]
    public void ATargetThatIsNoPatternLeavesTheSampleUnscored()
    {
        Score score = Score("regex", "text", "(");
        Assert.Null(score.Value);
        Assert.Contains("pattern", score.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void NegativeLogLikelihoodIsPerTokenAndWeighsTokens()
    {
        IMetric metric = MetricCatalog.Parse("nll");
        Sample sample = new() { Id = "s", Targets = ["x"] };
        Score score = metric.Score(sample, new() { SampleId = "s", TargetLogLikelihood = new(-6, 4) });
        Assert.Equal(1.5, score.Value);
        Assert.Equal(4, score.Weight);
        Assert.False(metric.Definition.HigherIsBetter);
        Assert.NotNull(metric.Score(sample, new() { SampleId = "s" }).Reason);
        Assert.Null(metric.Score(sample, new() { SampleId = "s", TargetLogLikelihood = new(double.NaN, 4) }).Value);
    }

    [Theory]
    [InlineData("contains", "text", "")]
    [InlineData("bleu", "text", " ")]
    [InlineData("chrf", "text", "")]
    [InlineData("regex", "text", "(")]
    [InlineData("rougeL", "word", "слово")]
    [InlineData("rougeL", "слово", "слово")]
    [InlineData("rouge2", "one two", "one")]
    [InlineData("rougeL:unicode", "word", "…")]
    [InlineData("numeric_match", "5", "five")]
    [InlineData("choice", "A", "Paris")]
    public void WhereTheTargetCannotBeScoredTheMetricIsUndefined(string metric, string text, string target)
    {
        Score score = Score(metric, text, target);
        Assert.Null(score.Value);
        Assert.Equal(ScoreFault.MetricUndefined, score.Fault);
    }

    [Theory]
    [InlineData("numeric_match", "I do not know", "5")]
    [InlineData("numeric_match", "1,23", "1")]
    [InlineData("numeric_match", "1.234,5", "1.234")]
    [InlineData("numeric_match", "1/2", "2")]
    [InlineData("numeric_match", "H2O", "2")]
    [InlineData("numeric_match", "10²", "10")]
    [InlineData("choice", "A or B", "A")]
    [InlineData("choice", "I do not know", "A")]
    [InlineData("choice", "Option A is wrong and option B is right", "B")]
    public void AnOutputWithoutTheFormThatIsReadScoresTheWorst(string metric, string text, string target)
    {
        Score score = Score(metric, text, target);
        Assert.Equal(0, score.Value);
        Assert.Equal(ScoreFault.InvalidFormat, score.Fault);
        Assert.NotNull(score.Reason);
    }

    [Theory]
    [InlineData("Paris", 0)]
    [InlineData("paris.", 0)]
    [InlineData("It is Paris, on the Seine", 0)]
    [InlineData("B", 1)]
    [InlineData("B. New York City", 1)]
    [InlineData("I would say New York City", 1)]
    [InlineData("New York", 2)]
    [InlineData("Answer: C", 2)]
    public void AChoiceIsReadByItsLetterOrItsText(string text, int choice)
    {
        string[] choices = ["Paris", "New York City", "New York"];
        Sample sample = new() { Id = "s", Targets = [choices[choice]], Choices = choices };
        Assert.Equal(1, MetricCatalog.Parse("choice").Score(sample, new() { SampleId = "s", Text = text }).Value);
    }

    [Theory]
    [InlineData("Paris or New York")]
    [InlineData("D")]
    [InlineData("Berlin")]
    public void NoneOrSeveralChoicesAreAnInvalidFormat(string text)
    {
        Sample sample = new() { Id = "s", Targets = ["A"], Choices = ["Paris", "New York City", "New York"] };
        Score score = MetricCatalog.Parse("choice").Score(sample, new() { SampleId = "s", Text = text });
        Assert.Equal((0, ScoreFault.InvalidFormat), (score.Value, score.Fault));
    }

    private static Score Score(string metric, string text, params string[] targets) =>
        MetricCatalog.Parse(metric).Score(
            new Sample { Id = "s", Targets = targets }, new ModelOutput { SampleId = "s", Text = text });
}
