using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace EvalHarness.Judging;

/// <summary>
/// Keeps untrusted text apart from the judge's instructions: a fence around each text that holds a nonce of the call,
/// and escapes for everything in the text that could pass for a fence, a chat template or an invisible command.
/// </summary>
public sealed partial class PromptFence
{
    private PromptFence(string nonce) => Nonce = nonce;

    /// <summary>128 bits as 32 hexadecimal digits; the verdict must repeat it.</summary>
    public string Nonce { get; }

    /// <summary>The fence of one call. The same call has the same nonce, so that its answer can be cached.</summary>
    /// <param name="secret">Seed of the judging; a text that does not know it cannot guess a nonce.</param>
    /// <param name="call">Everything that tells this call from others: judge, sample, model, order, repeat.</param>
    public static PromptFence From(long secret, string call)
    {
        Span<byte> key = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(key, secret);
        byte[] hash = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes("fence\n" + call));
        return new(Convert.ToHexStringLower(hash.AsSpan(0, 16)));
    }

    /// <summary>The text between two lines that name it and hold the nonce.</summary>
    /// <param name="name">Name of the text: <c>source</c>, <c>output</c>, <c>reference</c>; letters only.</param>
    /// <param name="text">Untrusted text.</param>
    /// <exception cref="ArgumentException">The name is not made of letters.</exception>
    public string Wrap(string name, string text)
    {
        if (string.IsNullOrEmpty(name) || !name.All(char.IsAsciiLetter))
        {
            throw new ArgumentException("A fence is named by letters.", nameof(name));
        }

        return $"<<<{name} {Nonce}\n{Escape(text)}\n{name} {Nonce}>>>";
    }

    /// <summary>The text as a judge sees it; quotations are checked against this form.</summary>
    public string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        // Invisible characters first: they could split a token that is looked for next.
        string visible = Invisible().Replace(text, match => Code(match.Value));
        string withoutNonce = visible.Replace(Nonce, "[nonce]", StringComparison.OrdinalIgnoreCase);
        return Markup().Replace(withoutNonce, match => Brackets().Replace(match.Value, bracket => Code(bracket.Value)));
    }

    private static string Code(string text) => string.Concat(text.EnumerateRunes()
        .Select(rune => $"\\u{{{rune.Value.ToString("X4", CultureInfo.InvariantCulture)}}}"));

    // Control characters but tab and line breaks; format characters (zero width, bidirectional, tags), line and
    // paragraph separators, private use, and halves of surrogate pairs.
    [GeneratedRegex(@"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}-[\t\n\r]]|\uDB40[\uDC00-\uDC7F]"
        + @"|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]")]
    private static partial Regex Invisible();

    [GeneratedRegex(@"[<>＜＞\[\]]")]
    private static partial Regex Brackets();

    // Fence look-alikes and the control tokens of common chat templates.
    [GeneratedRegex(@"[<＜]{3,}|[>＞]{3,}|<\|[^<>\r\n]{0,64}\|>"
        + @"|<\|?(?:im_start|im_end|start_of_turn|end_of_turn|bos|eos)\|?>"
        + @"|\[/?INST\]|<</?SYS>>|</?s>|<｜[^<>\r\n]{0,64}｜>|\[/?(?:SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS)\]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Markup();
}
