namespace EvalHarness.Tests.Testing;

/// <summary>Outputs of a model that tries to get out of the page.</summary>
internal static class HostileTexts
{
    /// <summary>Texts that would run a script, ask an address for something, or disguise what is written.</summary>
    /// <param name="address">Where a request would be noticed.</param>
    public static IReadOnlyList<string> For(Uri address)
    {
        string[] kinds =
        [
            $"<script>fetch('{address}script')</script>",
            $"<img src=x onerror=\"window.caught=1;fetch('{address}onerror')\">",
            $"<svg onload=\"window.caught=1\"><image href=\"{address}svg.png\"/></svg>",
            $"<svg><style>@import url({address}svg.css)</style></svg>",
            $"![picture]({address}markdown.png)",
            $"[link](javascript:window.caught=1)",
            $"<style>body{{background:url({address}style.png)}}</style>",
            $"<link rel=stylesheet href={address}link.css>",
            $"<iframe srcdoc=\"<script>parent.caught=1</script>\"></iframe>",
            $"<iframe src=\"{address}frame\"></iframe>",
            $"<object data=\"{address}object\"></object><embed src=\"{address}embed\">",
            $"<form action=\"{address}form\"><button autofocus>send</button></form>",
            $"<base href=\"{address}base/\">",
            $"<meta http-equiv=refresh content=\"0;url={address}meta\">",
            $"</p></section></main></body></html><script>window.caught=1</script>",
            $"\" onmouseover=\"window.caught=1\" autofocus onfocus=\"window.caught=1\" x=\"",
            $"'><script>window.caught=1</script>",
            $"</style></title></textarea></script><script>window.caught=1</script>",
            $"<!-- --!><script>window.caught=1</script>",
            $"]]><script>window.caught=1</script>",
            $"<math><mtext><table><mglyph><style><img src=x onerror=window.caught=1>",
            $"<video autoplay poster=\"{address}poster\"><source src=\"{address}video\"></video>",
            $"<a href=\"javascript:window.caught=1\" autofocus>click</a>",
            $"<input autofocus onfocus=window.caught=1 name=form-token value=stolen>",
            "\u202Etxt.exe\u2066 reversed \u2069 and \u200Bzero\u200Bwidth \uFEFF",
            "\u001b[31mred\u001b[0m \u001b]8;;http://evil.example\u0007link\u001b]8;;\u0007 \u0000 \u0007",
            "{{constructor.constructor('window.caught=1')()}} ${window.caught=1} <%= window.caught=1 %> @(1+1)",
            "=HYPERLINK(\"http://evil.example\") | +cmd | -2+3 | @SUM(1)",
            "&lt;script&gt;window.caught=1&lt;/script&gt; &#60;script&#62;window.caught=1&#60;/script&#62;",
            "\uD800 lone \uDFFF surrogates \uFFFE \uE0041\U000E0041tag",
            new string('A', 20_000) + "<script>window.caught=1</script>",
            "<script\u00A0>window.caught=1</script\u00A0> <ScRiPt>window.caught=1</sCrIpT>",
        ];
        string[] before = ["", "Answer: ", "\n\n", "```html\n", "<p>", "\"", "'"];
        return [.. before.SelectMany(start => kinds.Select(kind => start + kind)).Take(200)];
    }
}
