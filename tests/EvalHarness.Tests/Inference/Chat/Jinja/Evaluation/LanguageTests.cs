using System.Text.Json;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Tests.Inference.Chat.Jinja.Evaluation;

public sealed class LanguageTests
{
    private const string Variables = """
        {"n": null, "s": " ab c ", "d": {"k": 1, "items": [1, "é"]}, "l": [{"r": "u", "c": 1}, {"r": "a", "c": 2}]}
        """;

    [Theory]
    [InlineData("{% set x = 1 %}{% for i in [5] %}{% set x = i %}{{ x }}{% endfor %}{{ x }}", "51")]
    [InlineData(
        "{% set ns = namespace(c=0) %}{% for i in [2, 3] %}{% set ns.c = ns.c + i %}{% endfor %}{{ ns.c }}",
        "5")]
    [InlineData("{% macro m(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ m(1) }} {{ m(b=3, a=4) }}", "1-2 4-3")]
    [InlineData("{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}x{% endcall %}", "[x]")]
    [InlineData("{% set t %} a {% endset %}{{ t|trim }}{% filter upper %}b{% endfilter %}", "aB")]
    [InlineData("{% for x in [1, 2, 3] if x > 1 %}{{ loop.index0 }}{{ x }}{% else %}none{% endfor %}", "0213")]
    [InlineData("{% for x in [] %}{% else %}none{% endfor %}", "none")]
    [InlineData("{% for x in [1, 2, 3] %}{% if x == 2 %}{% continue %}{% endif %}{{ x }}{% endfor %}", "13")]
    [InlineData("{% for x in [1, 2, 3] %}{% if x == 2 %}{% break %}{% endif %}{{ x }}{% endfor %}", "1")]
    [InlineData("{% generation %}a{% set y = 1 %}{% endgeneration %}[{{ y }}]", "a[]")]
    [InlineData("a\n  {% if true %}\n b\n  {% endif %}\nc\n", "a\n b\nc")]
    [InlineData("a \n {{- 'b' -}} \n c {%- raw %}{{ d }}{% endraw %}", "abc{{ d }}")]
    [InlineData("{{ [1, 'a\\'b', none, true, 1.5, {'k': (1,)}] }}", "[1, \"a'b\", None, True, 1.5, {'k': (1,)}]")]
    [InlineData(
        "{{ d|tojson }} {{ d|tojson(indent=1) }}",
        "{\"k\": 1, \"items\": [1, \"é\"]} {\n \"k\": 1,\n \"items\": [\n  1,\n  \"é\"\n ]\n}")]
    [InlineData(
        "{% for k, v in d.items() %}{{ k }}{% endfor %} {{ d['items'][0] }} {{ d.get('z', 'no') }}",
        "kitems 1 no")]
    [InlineData(
        "{{ s.strip().split() }} {{ s[1:3] }} {{ s[::-1] }} {{ s|upper|replace('B', 'x') }}",
        "['ab', 'c'] ab  c ba   Ax C ")]
    [InlineData(
        "{{ l|selectattr('r', 'equalto', 'a')|map(attribute='c')|list }} {{ l|map(attribute='r')|join('+') }}",
        "[2] u+a")]
    [InlineData(
        "{{ 7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 70 }} {{ 1e20 }} {{ 0.1 + 0.2 }}",
        "3 2 3.5 1180591620717411303424 1e+20 0.30000000000000004")]
    [InlineData("{{ 'a' ~ 1 + 'b' }} {{ 'x' if n else 'y' }} {{ nope is defined }} {{ nope or 'z' }}", "a1b y False z")]
    [InlineData(
        "{{ 1 < 2 < 3 }} {{ 'b' in 'abc' }} {{ 2 not in [1] }} {{ n is none }} {{ d is mapping }}",
        "True True True True True")]
    [InlineData("{{ '%05.2f|%s' % (3.14159, 'x') }} {{ '{:>4}|{a}'.format(7, a=1) }}", "03.14|x    7|1")]
    [InlineData("{{ strftime_now('%d %b %Y, %A %-H') }}", "07 Mar 2025, Friday 8")]
    [InlineData("{{ '😀é'|length }}{{ '😀é'[1] }}{{ '😀é'[::-1] }}", "2éé😀")]
    public void TemplatesRender(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{ 'a' + n }}", "'+' is not supported between 'str' and 'NoneType'")]
    [InlineData("{{ nope.x }}", "'nope' is undefined")]
    [InlineData("{{ s|nofilter }}", "The filter 'nofilter' is not supported")]
    [InlineData("{{ s is notest }}", "The test 'notest' is not supported")]
    [InlineData("{{ l.append(1) }}", "access to attribute 'append' of 'list' object is unsafe")]
    [InlineData("{{ ''.__class__.__mro__ }}", "access to attribute '__class__'")]
    [InlineData("{% set d.k = 2 %}", "Attributes can be set of a namespace only")]
    [InlineData("{{ l|map(attribute='r')|tojson }}", "generator is not JSON serializable")]
    [InlineData("{% if true %}", "not closed")]
    [InlineData("{% endfor %}", "no block is open")]
    [InlineData("{{ 1 + }}", "expected an expression")]
    [InlineData("{{ 'a }}", "The string is not closed")]
    [InlineData("{{ (1] }}", "']' closes nothing")]
    [InlineData("{{ 'a' * 99999999 }}", "a text of more than 16777216 characters")]
    [InlineData("{{ 9 ** (9 ** 9) }}", "an integer of more than 4096 bits")]
    [InlineData("{{ range(200000) }}", "more than 100000 numbers")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "nests more than 100 calls")]
    [InlineData(
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "more than 50000 steps")]
    public void WhatCannotBeRenderedIsRefusedWithTheReason(string template, string expected) => Assert.Contains(
        expected, Assert.Throws<TemplateException>(() => Render(template)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("not ", "")]
    [InlineData("-", "")]
    [InlineData("", " + 1")]
    [InlineData("", "|string")]
    [InlineData("", " if true else 1")]
    public void DepthIsRefusedBeforeTheStackEnds(string before, string after)
    {
        const int Depth = 20_000;
        string template = "{{ " + string.Concat(Enumerable.Repeat(before, Depth)) + "1"
            + string.Concat(Enumerable.Repeat(after, Depth)) + " }}";
        try
        {
            Assert.Equal("1", Render(template));
        }
        catch (TemplateException refusal)
        {
            Assert.Contains("nests more than", refusal.Message, StringComparison.Ordinal);
        }
    }

    private static string Render(string template) =>
        ChatTemplate.FromSource(template, new RenderingLimits { Steps = 50_000 }).RenderVariables(
            JsonDocument.Parse(Variables).RootElement.EnumerateObject()
                .ToDictionary(item => item.Name, item => item.Value),
            new DateTime(2025, 3, 7, 8, 5, 9)).Text;
}
