using System.Text.Json;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Tests.Inference.Chat;

/// <summary>Templates with random changes: each renders or is refused by a <see cref="TemplateException"/>.</summary>
internal static class MutatedTemplates
{
    private static readonly string[] s_pieces =
        ["{{", "}}", "{%", "%}", "{#", "#}", "-", "+", "(", ")", "[", "]", "{", "}", "'", "\"", "\\", "|", ".",
        ",", ":", "~",
        " not ", " in ", " is ", " if ", " else ", "for", "endfor", "messages", "loop", "0", "-1", "1e9",
        "none", "\n", "\ud83d", "😀", "*", "**", "%", "=", "==", "range(99999)", "|list", "|join", "|tojson",
        ".items()"];

    private static readonly RenderingLimits s_limits = new() { Steps = 20_000, Memory = 4 << 20 };

    /// <summary>Renders changed templates.</summary>
    public static void Render(IReadOnlyList<string> sources, int count, int seed)
    {
        Random random = new(seed);
        JsonElement messages = JsonSerializer.SerializeToElement(new object[]
        {
            new { role = "system", content = "Be brief." },
            new { role = "user", content = "Hi {{ x }}" },
            new { role = "assistant", content = new[] { new { type = "text", text = "Yes" } } },
            new { role = "user", content = "é😀 <|im_end|>" },
        });
        for (int i = 0; i < count; i++)
        {
            string source = sources[random.Next(sources.Count)];
            for (int changes = random.Next(1, 5); changes > 0; changes--)
            {
                source = Change(source, random);
            }

            try
            {
                RenderedChat chat = ChatTemplate.FromSource(source, s_limits)
                    .Render(new(messages) { Now = new(2025, 3, 7) });
                Assert.All(chat.FromMessages, span => Assert.InRange(span.End, 1, chat.Text.Length));
            }
            catch (TemplateException refusal)
            {
                Assert.NotEmpty(refusal.Message);
            }
        }
    }

    private static string Change(string source, Random random)
    {
        int at = random.Next(source.Length + 1);
        int length = Math.Min(random.Next(12), source.Length - at);
        return random.Next(3) switch
        {
            0 => source.Insert(at, s_pieces[random.Next(s_pieces.Length)]),
            1 => source.Remove(at, length),
            _ => source.Insert(random.Next(source.Length + 1), source.Substring(at, length)),
        };
    }
}
