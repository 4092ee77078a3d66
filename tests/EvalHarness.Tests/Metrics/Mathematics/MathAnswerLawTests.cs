using System.Diagnostics;
using EvalHarness.Metrics.Mathematics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Metrics.Mathematics;

public class MathAnswerLawTests
{
    private static readonly string[] s_pieces =
    [
        "1", "23", "4.5", "x", "pi", @"\pi", @"\frac", @"\sqrt", "{", "}", "(", ")", "[", "]", @"\{", @"\}", "|", "+",
        "-", "*", "/", "^", "_", "!", "%", ",", "=", "$", " ", @"\text{", "cm", @"\cup", @"\sin", @"\log", "\\", ".",
        @"\overline{", @"\begin{pmatrix}", "&", @"\\", @"\end{pmatrix}", "a ", "and", @"\!", "\u00e9", "E+9",
        @"\left", @"\boxed",
    ];

    private static readonly string[] s_hostile =
    [
        "9^9^9^9", "9^{9^{9^{9^9}}}", "(10^{1000000000000})!", "999999999999999999!", "((9!)!)!", "1E+999999999",
        "0^{-1}", @"\", "^", "_", @"\frac", @"\sqrt[", "|", "{,}", "$$$", "\ud800", "\0", "",
        new('{', 1_000_000), new('(', 1_999), new('!', 1_000_000), new('-', 1_999), new('|', 1_999), new('^', 1_999),
        new('9', 1_000_000), new('9', 1_999), new(' ', 1_000_000), new('$', 1_999), Repeat(@"\frac", 333),
        Repeat(@"\text{", 285), Repeat(@"\sqrt{", 285), Repeat(@"\sin", 399), Repeat("999!", 499), Repeat("x^", 999),
        Repeat("(", 900) + "x" + Repeat(")", 900), Repeat(@"\{", 60) + Repeat("x+1,", 400),
        @"\{" + Repeat("x+1,", 400) + @"\}", @"\{" + Repeat("x^{x},", 60) + @"y\}", Repeat("1,", 900),
        Repeat("x^{9999}+", 220) + "1", Repeat(@"\boxed{", 100_000), Repeat(@"\begin{pmatrix}", 120),
    ];

    [Fact]
    public void LookDoesNotMatter() => Laws.Hold((int seed) =>
    {
        string text = ExpressionOf(new Random(seed), depth: 3);
        string other = text.Replace(@"\frac", @"\dfrac ", StringComparison.Ordinal)
            .Replace("(", @"\left( ", StringComparison.Ordinal).Replace(")", @" \right)", StringComparison.Ordinal)
            .Replace("+", " +\n", StringComparison.Ordinal);
        return MathAnswer.AreEqual(text, text) && MathAnswer.AreEqual($"$ {other} $", text);
    });

    [Fact]
    public void ProductsAreDistributedOverSums() => Laws.Hold((int seed) =>
    {
        Random random = new(seed);
        (string a, string b, string c) = (ExpressionOf(random, 2), ExpressionOf(random, 2), ExpressionOf(random, 2));
        return MathAnswer.AreEqual($"({a})({b} + {c})", $"({a})({b}) + ({a})({c})");
    });

    [Fact]
    public void OneMoreIsAnotherAnswer() => Laws.Hold((int seed) =>
    {
        string text = ExpressionOf(new Random(seed), depth: 3);
        return !MathAnswer.AreEqual(text, $"({text})+1") && !MathAnswer.AreEqual(text, $"({text})+10^{{-20}}");
    });

    [Fact]
    public void EqualityIsSymmetricAndTheNormalFormOfItselfOnWhateverText() => Laws.Hold((int seed) =>
    {
        Random random = new(seed);
        for (int i = 0; i < 50; i++)
        {
            (string first, string second) = (Soup(random), Soup(random));
            string normal = MathAnswer.Normalize(first);
            if (MathAnswer.AreEqual(first, second) != MathAnswer.AreEqual(second, first)
                || (normal.Length > 0 && !MathAnswer.AreEqual(normal, first)))
            {
                return false;
            }
        }

        return true;
    });

    [Fact]
    public void HostileAnswersAreComparedWithoutFailingAndInTime()
    {
        foreach ((int i, string answer) in s_hostile.Index())
        {
            Stopwatch watch = Stopwatch.StartNew();
            Assert.False(MathAnswer.AreEqual(answer, @"\frac{x}{7}"));
            MathAnswer.AreEqual(answer, answer + "+0");
            MathAnswer.FindBoxed(answer);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"answer {i} took {watch.Elapsed}");
        }
    }

    private static string Repeat(string piece, int times) => string.Concat(Enumerable.Repeat(piece, times));

    private static string Soup(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => s_pieces[random.Next(s_pieces.Length)]));

    // Defined everywhere, without a root, so that it is compared exactly.
    private static string ExpressionOf(Random random, int depth)
    {
        string Inner() => ExpressionOf(random, depth - 1);
        return depth == 0
            ? random.Next(4) switch { 0 => "x", 1 => @"\theta", 2 => @"\pi", _ => $"{random.Next(1, 100)}" }
            : random.Next(5) switch
            {
                0 => $"({Inner()}+{Inner()})",
                1 => $"({Inner()}-{Inner()})",
                2 => $"({Inner()})({Inner()})",
                3 => $@"\frac{{{Inner()}}}{{{random.Next(1, 10)}}}",
                _ => $"({Inner()})^{random.Next(2, 5)}",
            };
    }
}
