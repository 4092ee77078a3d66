using EvalHarness.Pipeline.Tasks.Requests;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Tasks;

public sealed class TaskRequestBuilderTests : IDisposable
{
    private const string Choices = "output_type: multiple_choice\ndoc_to_text: \"Q: {{q}}\\nA:\"\ndoc_to_target: a\n"
        + "doc_to_choice: \"{{c}}\"\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AChoiceIsReadBackAsPythonPrintsIt()
    {
        DocumentRequests asked = (await TaskCase.AskAsync(
            _folder, Choices, """{"q": "which", "a": 1, "c": ["it's", "a\\b", "x\ny", "\u00a0"]}"""))[0];

        Assert.Equal([" it's", " a\\b", " x\ny", " \u00a0"], asked.Requests.Select(request => request.Continuation));
        Assert.All(asked.Requests, request => Assert.Equal("Q: which\nA:", request.Prompt!.ToText()));
        Assert.Equal(1L, asked.Target);
    }

    [Fact]
    public async Task BracesInDataAreData()
    {
        DocumentRequests asked = (await TaskCase.AskAsync(
            _folder, "doc_to_text: \"{{q}}\"\ndoc_to_target: a\n", """{"q": "{{ a }} {% raw %}", "a": "x"}"""))[0];

        Assert.Equal("{{ a }} {% raw %}", asked.Requests[0].Prompt!.ToText());
    }

    [Fact]
    public async Task ANumberAsTextMakesTheChoicesContexts()
    {
        DocumentRequests asked = (await TaskCase.AskAsync(
            _folder,
            "output_type: multiple_choice\ndoc_to_text: label\ndoc_to_target: rest\ndoc_to_choice: both\n",
            """{"label": 1, "rest": "fell.", "both": ["The cup", "The box"]}"""))[0];

        Assert.Equal(["The cup", "The box"], asked.Requests.Select(request => request.Prompt!.ToText()));
        Assert.All(asked.Requests, request => Assert.Equal(" fell.", request.Continuation));
        Assert.Equal(1L, asked.Gold);
    }

    [Fact]
    public async Task MutualInformationAsksEachChoiceWithoutContextAsWell()
    {
        DocumentRequests asked = (await TaskCase.AskAsync(
            _folder, Choices + "metric_list: [{metric: acc_mutual_info}]\n",
            """{"q": "which", "a": 0, "c": ["x", "y"]}"""))[0];

        Assert.Equal([" x", " y", " x", " y"], asked.Requests.Select(request => request.Continuation));
        Assert.Equal([false, false, true, true], asked.Requests.Select(request => request.Prompt is null));
    }

    [Fact]
    public async Task DescriptionExamplesAndPrefixAreJoinedAsUpstreamJoinsThem()
    {
        DocumentRequests asked = (await TaskCase.AskAsync(
            _folder,
            """
            doc_to_text: "{{q}}"
            doc_to_target: "{{a}}"
            description: "About {{topic}}. "
            gen_prefix: "So:"
            fewshot_config: {sampler: first_n, samples: [{q: one, a: two}, {q: "three ", a: ""}]}
            """,
            """{"q": "four", "a": "", "topic": "counting"}""",
            shots: 2))[0];

        Assert.Equal("About counting. one So: two\n\nthree So:four So:", asked.Requests[0].Prompt!.ToText());
    }

    [Fact]
    public async Task AColumnThatOneRowLeavesOutIsNull()
    {
        IReadOnlyList<DocumentRequests> asked = await TaskCase.AskAsync(
            _folder, "doc_to_text: \"{{q}} {{hint is none}}\"\ndoc_to_target: a\n",
            """
            {"q": "x", "a": "1", "hint": "h"}
            {"q": "y", "a": "2"}
            """);

        Assert.Equal(["x False", "y True"], asked.Select(document => document.Requests[0].Prompt!.ToText()));
    }

    [Theory]
    [InlineData("doc_to_text: \"{{missing}}\"\ndoc_to_target: a\n", "'missing' is undefined")]
    [InlineData("doc_to_text: number\ndoc_to_target: a\n", "a number and not a text")]
    [InlineData("output_type: loglikelihood\ndoc_to_text: q\ndoc_to_target: number\n", "a number and not a text")]
    [InlineData(
        "output_type: multiple_choice\ndoc_to_text: q\ndoc_to_target: a\ndoc_to_choice: \"['{{q}}']\"\n",
        "no Python literal")]
    public async Task ADocumentThatCannotBeAskedIsNamedByItsLine(string yaml, string reason)
    {
        InvalidInputException failure = await Assert.ThrowsAsync<InvalidInputException>(() => TaskCase.AskAsync(
            _folder, yaml, """{"q": "it's", "a": "x", "number": 3}"""));

        Assert.Contains("rows.jsonl:1", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExamplesOfASplitThatWasNotGivenAreAskedFor()
    {
        InvalidInputException failure = await Assert.ThrowsAsync<InvalidInputException>(() => TaskCase.AskAsync(
            _folder, "doc_to_text: q\ndoc_to_target: a\ntest_split: test\nfewshot_split: dev\n",
            """{"q": "x", "a": "1"}""", shots: 3));

        Assert.Contains("--few-shot-dataset", failure.Message, StringComparison.Ordinal);
        Assert.Contains("\"dev\"", failure.Message, StringComparison.Ordinal);
    }
}
