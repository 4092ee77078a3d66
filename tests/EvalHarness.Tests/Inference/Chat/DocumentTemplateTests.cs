using System.Text.Json;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Tests.Inference.Chat;

public sealed class DocumentTemplateTests
{
    // Values of Jinja 3.1.6 with StrictUndefined and keep_trailing_newline, and Python's re.sub as regex_replace.
    [Theory]
    [InlineData("{% if a %}\n  {{ a }}\n{% endif %}\n", "\n  1\n\n")]
    [InlineData("{{ none }} {{ yes }} {{ real }} {{ list }}", "None True 1.0 ['a', \"it's\"]")]
    [InlineData("{{ dict }}", "{'k': 1}")]
    [InlineData("{{ missing is defined }}{{ missing|default('x') }}", "Falsex")]
    [InlineData("{{ none is none }}", "True")]
    [InlineData("<{{ 'x' if none }}>", "<>")]
    [InlineData("{{ list.index('a') }}", "0")]
    [InlineData("{{ 'ß'.capitalize() }}", "Ss")]
    [InlineData("{{ text|regex_replace('(?P<x>[0-9]+)', '<\\\\g<x>>', 1) }}", "a<1>b22")]
    [InlineData("{{ text|regex_replace('b\\\\Z|[0-9]', '') }}", "ab")]
    public void ValuesArePrintedAsPythonPrintsThem(string source, string expected) =>
        Assert.Equal(expected, Render(source));

    [Theory]
    [InlineData("{{ missing }}")]
    [InlineData("{{ list[7] }}")]
    [InlineData("{{ dict.other }}")]
    [InlineData("{% if missing %}x{% endif %}")]
    [InlineData("{% for x in missing %}x{% endfor %}")]
    [InlineData("{{ missing == 1 }}")]
    [InlineData("{{ not missing }}")]
    [InlineData("{{ missing|length }}")]
    [InlineData("{{ [missing]|join }}")]
    [InlineData("{{ missing and 1 }}")]
    [InlineData("{{ 1 if missing else 2 }}")]
    [InlineData("{{ strftime_now('%Y') }}")]
    [InlineData("{{ list.index('z') }}")]
    public void WhatIsUndefinedFails(string source) => Assert.Throws<TemplateException>(() => Render(source));

    private static string Render(string source) => DocumentTemplate.FromSource(source).Render(JsonElement.Parse(
        """
        {"a": 1, "none": null, "yes": true, "real": 1.0, "list": ["a", "it's"], "dict": {"k": 1}, "text": "a1b22"}
        """));
}
