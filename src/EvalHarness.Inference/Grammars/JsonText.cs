using System.Text.Encodings.Web;
using System.Text.Json;

namespace EvalHarness.Inference.Grammars;

/// <summary>JSON as grammars write it: on one line or on several, with little white space, and always valid.</summary>
internal static class JsonText
{
    private const int MostDigits = 15;
    private const int DeepestIndent = 16;

    private static readonly JsonSerializerOptions s_plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly OneByte s_quote = OneByte.Of("\"");
    private static readonly OneByte s_digit = new(('0', '9'));
    private static readonly OneByte s_hex = OneByte.Of("0123456789abcdefABCDEF");
    private static readonly OneByte s_more = new((0x80, 0xBF));

    private static readonly GrammarNode s_character = new EitherOf(
        new OneByte((' ', '!'), ('#', '['), (']', 0x7F)),
        new InOrder([OneByte.Of("\\"), OneByte.Of("\"\\/bfnrt")]),
        new InOrder([InOrder.Literal("\\u"), OneByte.Of("0123456789abcefABCEF"), s_hex, s_hex, s_hex]),
        new InOrder([InOrder.Literal("\\u"), OneByte.Of("dD"), new OneByte(('0', '7')), s_hex, s_hex]),
        new InOrder(
        [
            InOrder.Literal("\\u"), OneByte.Of("dD"), OneByte.Of("89abAB"), s_hex, s_hex,
            InOrder.Literal("\\u"), OneByte.Of("dD"), OneByte.Of("cdefCDEF"), s_hex, s_hex,
        ]),

        // The well-formed sequences of UTF-8: Unicode 16.0, table 3-7.
        new InOrder([new OneByte((0xC2, 0xDF)), s_more]),
        new InOrder([new OneByte((0xE0, 0xE0)), new OneByte((0xA0, 0xBF)), s_more]),
        new InOrder([new OneByte((0xE1, 0xEC), (0xEE, 0xEF)), s_more, s_more]),
        new InOrder([new OneByte((0xED, 0xED)), new OneByte((0x80, 0x9F)), s_more]),
        new InOrder([new OneByte((0xF0, 0xF0)), new OneByte((0x90, 0xBF)), s_more, s_more]),
        new InOrder([new OneByte((0xF1, 0xF3)), s_more, s_more, s_more]),
        new InOrder([new OneByte((0xF4, 0xF4)), new OneByte((0x80, 0x8F)), s_more, s_more]));

    /// <summary>
    /// Nothing, a space, or a new line with its indent. Without a limit, a weak model would write nothing else.
    /// </summary>
    public static GrammarNode Space { get; } = new EitherOf(
        GrammarNode.Nothing,
        OneByte.Of(" "),
        new InOrder([OneByte.Of("\n"), new Repeated(OneByte.Of(" \t"), 0, DeepestIndent)]));

    /// <summary>Digits after a point.</summary>
    public static GrammarNode Fraction { get; } =
        new InOrder([OneByte.Of("."), new Repeated(s_digit, 1, MostDigits)]);

    /// <summary>A number of at most 15 digits before the point and after it.</summary>
    public static GrammarNode Number { get; } = new InOrder(
    [
        new EitherOf(GrammarNode.Nothing, OneByte.Of("-")),
        new EitherOf(OneByte.Of("0"), new InOrder([new OneByte(('1', '9')), new Repeated(s_digit, 0, MostDigits - 1)])),
        new EitherOf(GrammarNode.Nothing, Fraction),
        new EitherOf(
            GrammarNode.Nothing,
            new InOrder(
            [
                OneByte.Of("eE"), new EitherOf(GrammarNode.Nothing, OneByte.Of("+-")), new Repeated(s_digit, 1, 2),
            ])),
    ]);

    /// <summary>A text of some length, in characters (code points).</summary>
    public static GrammarNode Text(int least, int? most) =>
        new InOrder([s_quote, new Repeated(s_character, least, most), s_quote]);

    /// <summary>A value as it is, without white space.</summary>
    public static GrammarNode Literal(JsonElement value) =>
        InOrder.Literal(JsonSerializer.Serialize(value, s_plain));

    /// <summary>The name of a member, and the colon after it.</summary>
    public static GrammarNode Name(string name) =>
        new InOrder([InOrder.Literal(JsonSerializer.Serialize(name, s_plain)), InOrder.Literal(":"), Space]);

    /// <summary>A list.</summary>
    /// <param name="item">What its items are.</param>
    /// <param name="least">Fewest items.</param>
    /// <param name="most">Most items; <c>null</c> without an end.</param>
    public static GrammarNode List(GrammarNode item, int least, int? most) => Bracket(
        "[",
        new EitherOf(
            least == 0 ? GrammarNode.Nothing : new EitherOf(),
            most == 0 ? new EitherOf() : new InOrder(
            [
                item, new Repeated(new InOrder([Comma, item]), Math.Max(0, least - 1), most - 1), Space,
            ])),
        "]");

    /// <summary>An object with some members, in their order; others are left out.</summary>
    public static GrammarNode Object(IReadOnlyList<(string Name, GrammarNode Value, bool IsRequired)> members)
    {
        // What may follow the members before each place: where none was written yet, and where one was.
        (GrammarNode first, GrammarNode next) = (GrammarNode.Nothing, Space);
        foreach ((string name, GrammarNode value, bool isRequired) in members.Reverse())
        {
            GrammarNode member = new InOrder([Name(name), value]);
            GrammarNode begun = new InOrder([member, next]);
            GrammarNode went = new InOrder([Comma, member, next]);
            (first, next) = isRequired ? (begun, went) : (new EitherOf(begun, first), new EitherOf(went, next));
        }

        return Bracket("{", first, "}");
    }

    /// <summary>An object with any members of one kind.</summary>
    public static GrammarNode Map(GrammarNode value)
    {
        GrammarNode member = new InOrder([Text(0, most: null), OneByte.Of(":"), Space, value]);
        return Bracket(
            "{",
            new EitherOf(
                GrammarNode.Nothing,
                new InOrder([member, new Repeated(new InOrder([Comma, member]), 0), Space])),
            "}");
    }

    private static GrammarNode Comma { get; } = new InOrder([OneByte.Of(","), Space]);

    /// <summary>Any value, of few lists and objects within one another.</summary>
    public static GrammarNode Any { get; } = CreateAny(levels: 4);

    private static GrammarNode CreateAny(int levels)
    {
        GrammarNode scalar = new EitherOf(
            Text(0, most: null), Number, InOrder.Literal("true"), InOrder.Literal("false"), InOrder.Literal("null"));
        GrammarNode value = scalar;
        for (int level = 0; level < levels; level++)
        {
            value = new EitherOf(scalar, List(value, 0, most: null), Map(value));
        }

        return value;
    }

    private static InOrder Bracket(string open, GrammarNode content, string close) =>
        new InOrder([InOrder.Literal(open), Space, content, InOrder.Literal(close)]);
}
