using System.Text;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;
using HandlebarsDotNet;

namespace EvalHarness.Tests.Pipeline.Prompts;

/// <summary>Templates are written as Handlebars.Net 2.4.3 writes them, but for what it leaves out in silence.</summary>
public sealed class TemplateStepsTests
{
    private static readonly IHandlebars s_handlebars =
        Handlebars.Create(new HandlebarsConfiguration { NoEscape = true });

    private static readonly Dictionary<string, string> s_values = new()
    {
        ["a"] = "A",
        ["name_2"] = "two\nlines ",
        ["empty"] = "",
        ["blank"] = " ",
        ["lines"] = "x\r\n\n y",
        ["one"] = "1",
        ["none"] = "",
    };

    [Fact]
    public void AnyTemplateIsWrittenAsHandlebarsWritesIt()
    {
        Config config = Config.QuickThrowOnFailure.WithMaxTest(400).WithReplay(11, 3);
        Check.One(config, Prop.ForAll(Templates(3, inLoop: false).ToArbitrary(), template =>
            (Write(template) == Reference(template)).Label(
                $"{template}\nours: {Write(template)}\nHandlebars: {Reference(template)}")));
    }

    [Theory]
    [InlineData("a\n {{#if a}} \n b\n {{/if}} \nc", "a\n b\nc")]
    [InlineData("  {{#if a}}x{{/if}}  \ny", "  x  \ny")]
    [InlineData("\n{{#if empty}}\nx\n{{else}}\ny\n{{/if}}\n\nz", "\ny\n\nz")]
    [InlineData("x\r\n{{! note }}\r\ny", "x\r\ny")]
    [InlineData("{{#if a}}{{! note }}\n{{/if}}\n", "\n")]
    [InlineData("a \n {{~a~}} \n b", "aAb")]
    [InlineData("{{#each lines}}{{@index}}{{this}}{{#unless @last}}, {{/unless}}{{/each}}", "0x, 1, 2 y")]
    [InlineData("{{#each lines}}{{#if this}}{{../a}}{{this}}{{#if ../empty}}no{{/if}}{{/if}};{{/each}}", "Ax;;A y;")]
    [InlineData(@"\{{a}} \\{{a}} \\\{{a}} \n \{n} C:\\n", @"{{a}} \A \\{{a}} \n \{n} C:\\n")]
    public void HandlebarsAgrees(string template, string expected)
    {
        Assert.Equal(expected, Reference(template));
        Assert.Equal(expected, Write(template));
    }

    [Theory]
    [InlineData("{{each}} {{true}} {{length}}", "1 2 3")]
    [InlineData("x {{!note~}} y", "x y")]
    [InlineData("x {{~!-- note --~}} y", "xy")]
    public void WhatHandlebarsNetLeavesOutInSilenceOrRefusesIsWritten(string template, string expected)
    {
        Dictionary<string, string> values = new(s_values) { ["each"] = "1", ["true"] = "2", ["length"] = "3" };
        Assert.Equal(expected, TemplateSteps.Read("p", template).Write(values));
    }

    [Fact]
    public void TheExampleOfTheDocumentationIsWrittenAsItSays()
    {
        string page = File.ReadAllText(RepositoryRoot.Combine("docs", "prompts.md"));
        string yaml = page.Split("```yaml\n")[1].Split("```")[0];
        PromptTemplate prompt = PromptTemplate.Create(
            PromptFileReader.Parse("prompts.md", Encoding.UTF8.GetBytes(yaml)), "prompts.md");
        Assert.Equal(["passages", "question"], prompt.RequiredVariables);
        Assert.Equal(
            ["Answer with the number of one passage.", "0. One & two\n1. <three>\nQuestion: which?"],
            prompt.Render(new Dictionary<string, string> { ["passages"] = "One & two\n<three>", ["question"] = "which?" })
                .Select(message => message.Text));
    }

    [Fact]
    public void BlocksMayLieAsDeepAsTheFileAllows()
    {
        const int deep = 50_000;
        string template = string.Concat(Enumerable.Repeat("{{#if a}}", deep)) + "x"
            + string.Concat(Enumerable.Repeat("{{/if}}", deep));
        Assert.Equal("x", Write(template));
    }

    private static string Write(string template) => TemplateSteps.Read("p", template).Write(s_values);

    private static string Reference(string template) => s_handlebars.Compile(template)(
        s_values.ToDictionary(pair => pair.Key, pair => pair.Key is "lines" or "one" or "none"
            ? pair.Value.Length == 0 ? [] : pair.Value.ReplaceLineEndings("\n").Split('\n')
            : (object)pair.Value));

    // Braces of the text never touch those of a tag: there Handlebars.Net refuses the template, or loses one of them.
    private static Gen<string> Templates(int depth, bool inLoop)
    {
        Gen<string> text = Gen.Elements(
            "x", " ", "\t", "\n", "\n", "\r\n", "\n\n", " { ", " } ", "\\n", @" \{{a}} ", "\u00a0", "é🙂", "");
        Gen<string> note = Gen.Elements("{{! n }}", "{{!-- }} --}}", "{{~! n }}");
        Gen<string> variable = inLoop
            ? Tag(Gen.Elements("this", "@index", "../a", "../name_2"))
            : Gen.OneOf(Tag(Gen.Elements("a", "name_2", "empty", "blank")), Gen.Elements("{{{a}}}", "{{ a }}"));
        Gen<string> leaf = Gen.Frequency((4, text), (1, note), (2, variable));
        return (depth == 0 ? leaf : Gen.Frequency((4, leaf), (2, Block(depth - 1, inLoop))))
            .ListOf().Select(parts => string.Concat(parts.Take(8)));
    }

    private static Gen<string> Block(int depth, bool inLoop)
    {
        Gen<string> choice = Blocks(
            Gen.Elements("if", "unless"),
            inLoop
                ? Gen.Elements("this", "@first", "@last", "@index", "../a", "../empty")
                : Gen.Elements("a", "empty", "blank", "lines", "none"),
            Templates(depth, inLoop), Templates(depth, inLoop));
        return inLoop ? choice : Gen.OneOf(choice, Blocks(
            Gen.Constant("each"), Gen.Elements("lines", "one", "none"),
            Templates(depth, inLoop: true), Templates(depth, inLoop: false)));
    }

    private static Gen<string> Blocks(Gen<string> kind, Gen<string> name, Gen<string> body, Gen<string> other) =>
        from block in kind
        from argument in name
        from open in Tag(Gen.Constant($"#{block} {argument}"))
        from first in body
        from second in Gen.OneOf(
            Gen.Constant(""), from turn in Tag(Gen.Constant("else")) from text in other select turn + text)
        from close in Tag(Gen.Constant($"/{block}"))
        select open + first + second + close;

    private static Gen<string> Tag(Gen<string> content) =>
        from text in content
        from before in Gen.Frequency((4, Gen.Constant("")), (1, Gen.Constant("~")))
        from after in Gen.Frequency((4, Gen.Constant("")), (1, Gen.Constant("~")))
        select $"{{{{{before}{text}{after}}}}}";
}
