using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Opening;
using EvalHarness.Pipeline.Tasks.Reading;
using EvalHarness.Pipeline.Tasks.Requests;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Tasks;

/// <summary>The ready task files, each on a row with the columns of its published dataset.</summary>
public sealed class ReadyTaskFileTests : IDisposable
{
    private static readonly (string File, string Row, string Context, string[] Continuations, string Target)[] s_cases =
    [
        ("mmlu", """
            {"question": " How many legs has an ant? ", "subject": "insect_life", "choices": ["4", "6", "8", "10"],
            "answer": 1}
            """,
            "The following are multiple choice questions (with answers) about insect life.\n\n"
            + "How many legs has an ant?\nA. 4\nB. 6\nC. 8\nD. 10\nAnswer:", [" A", " B", " C", " D"], "1"),
        ("arc", """
            {"question": "What melts?", "choices": {"text": ["ice", "sand"],
            "label": ["1", "2"]}, "answerKey": "1"}
            """,
            "Question: What melts?\nAnswer:", [" ice", " sand"], "0"),
        ("hellaswag", """
            {"activity_label": "Cooking", "ctx_a": "A man stirs. [step] He waits.", "ctx_b": "the Pot",
            "endings": ["boils. [title] It steams.", "sings."], "label": "0"}
            """, "Cooking: A man stirs. He waits. The pot", [" boils.. It steams.", " sings."], "0"),
        ("winogrande", """
            {"sentence": "The box hit the bag because _ fell.", "option1": "box",
            "option2": "bag", "answer": "2"}
            """,
            "The box hit the bag because box", [" fell.", " fell."], "\"fell.\""),
        ("truthfulqa_mc1", """
            {"question": "Is it?", "mc1_targets": {"choices": ["Yes", "No"],
            "labels": [1, 0]}}
            """,
            "Q: Is it?\nA:", [" Yes", " No"], "0"),
        ("truthfulqa_mc2", """
            {"question": "Is it?", "mc2_targets": {"choices": ["Yes", "No", "So"],
            "labels": [1, 0, 1]}}
            """,
            "Q: Is it?\nA:", [" Yes", " No", " So"], "[0,2]"),
        ("boolq", """{"question": "is it far", "passage": "It is near.", "answer": false}""",
            "It is near.\nQuestion: is it far?\nAnswer:", [" no", " yes"], "0"),
        ("gsm8k", """{"question": "1 + 1?", "answer": "It is 2.\n#### 2"}""",
            "Question: 1 + 1?\nAnswer:", [], "\"It is 2.\\n#### 2\""),
        ("minerva_math", """
            {"problem": "What is half of $1$?", "solution": "It is $\\boxed{\\frac12}$.", "level": "Level 1",
            "type": "Prealgebra"}
            """, "Problem:\nWhat is half of $1$?\n\nSolution:", [], "\"\\\\frac12\""),
        ("hendrycks_math", """
            {"problem": "What is half of $1$?", "solution": "It is $\\boxed{\\frac12}$.", "level": "Level 1",
            "type": "Prealgebra"}
            """, "Problem: What is half of $1$?\nAnswer:", [], "\"\\\\frac12\""),
        ("aime", """{"problem": "What is $2^5+1$?", "answer": "033", "id": "0"}""",
            "Question: What is $2^5+1$?\nAnswer:", [], "\"033\""),
        ("ifeval", """{"prompt": "Write.", "instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]}""",
            "Write.", [], "\"\""),
        ("lambada", """{"text": "He closed the old door"}""", "He closed the old", [" door"], "\" door\""),
        ("wikitext", """{"page": " = Title = \n It was 3 @.@ 5 , or ( about ) so . "}""",
            "", [" = Title =\nIt was 3.5, or (about) so. "], "\" = Title =\\nIt was 3.5, or (about) so. \""),
        ("cnn_dailymail", """{"article": "News.", "highlights": "It is news ."}""",
            "Article: News.\n\nSummarize the article in three or four sentences.\nSummary:", [], "\"It is news .\""),
        ("xsum", """{"document": "News.", "summary": "It is news."}""",
            "Article: News.\n\nSummarize the article in one sentence.\nSummary:", [], "\"It is news.\""),
        ("squad", """
            {"context": "In 1901.", "question": "When?", "answers": {"text": ["1901",
            "In 1901"], "answer_start": [3, 0]}}
            """,
            "Passage: In 1901.\nQuestion: When?\nAnswer:", [], "[\"1901\",\"In 1901\"]"),
        ("msmarco", """
            {"query": "how far", "passages": {"passage_text": ["Near.",
            "Two miles."], "is_selected": [0, 1]}}
            """,
            "Near.", ["\nQuestion: how far", "\nQuestion: how far"], "\"how far\""),
        ("race", """
            {"article": "It rained.", "problems": "[{'question': 'What fell?', 'answer': 'B', 'options': ['Snow', 'Rain',
            'Leaves', 'Stars']}, {'question': 'The street got  _  .', 'answer': 'C', 'options': ['dry', 'warm', 'wet',
            'long']}, {'question': 'They stayed  _  .', 'answer': 'A', 'options': ['in', 'out', 'up', 'down']}]"}
            """,
            "Article: It rained.\n\nQuestion: What fell?\nAnswer: Rain\nThe street got wet\nThey stayed  _  .",
            [" in", " out", " up", " down"], "0"),
        ("gpqa", """
            {"Question": "Which is it?", "Correct Answer": " right  one", "Incorrect Answer 1": "first",
            "Incorrect Answer 2": "second [title]", "Incorrect Answer 3": "third"}
            """,
            "What is the correct answer to this question:Which is it?\nChoices:\n"
            + "(A) third\n(B) second. \n(C) right one\n(D) first\nAnswer:", [" (A)", " (B)", " (C)", " (D)"], "2"),
        ("mmlu_pro", """
            {"question": "What melts?", "options": ["ice ", "sand"], "answer": "A",
            "cot_content": "A: Let's think step by step. Ice melts. The answer is (A).", "category": "physics"}
            """,
            "The following are multiple choice questions (with answers) about physics. Think step by step and then "
            + "finish your answer with \"the answer is (X)\" where X is the correct letter choice.\n"
            + "Question:\nWhat melts?\nOptions:\nA. ice\nB. sand\nAnswer: Let's think step by step.", [], "\"A\""),
        ("agieval", """
            {"query": "Q: Which?\nA: Among A through B, the answer is", "choices": ["(A)x", "(B)y"], "gold": [1]}
            """,
            "Q: Which?\nA: Among A through B, the answer is", [" (A)x", " (B)y"], "[1]"),
        ("bbh", """{"input": "not True is", "target": "False"}""",
            "Q: not True is\nA: Let's think step by step.\n", [], "\"False\""),
        ("drop", """
            {"passage": "They won 3 of 4 games.", "question": "How many were won?", "answer": {"number": "3",
            "date": {"day": "", "month": "", "year": ""}, "spans": []}, "validated_answers": {"number": ["", "3"],
            "date": [{"day": "", "month": "", "year": ""}, {"day": "", "month": "", "year": ""}],
            "spans": [["3", "of 4"], []]}}
            """,
            "They won 3 of 4 games. How many were won?", [], "\"3\""),
        ("mtbench", """
            {"category": "math", "turns": ["What is 6 x 7?", "And 8 x 7?"], "reference": ["42", "56"], "prompt_id": 1}
            """,
            "What is 6 x 7?", [], "\"42\""),
        ("beir_reranking", """{"query": "graphs", "positive": ["On graphs"], "negative": ["On bees", "On seas"]}""",
            "On graphs", ["\nQuestion: graphs", "\nQuestion: graphs", "\nQuestion: graphs"], "\"graphs\""),
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Files => [.. s_cases.Select(entry => entry.File)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public async Task ARowOfThePublishedShapeIsAsked(string file)
    {
        (_, string row, string context, string[] continuations, string target) =
            s_cases.Single(entry => entry.File == file);
        TaskFile task = TaskFileReader.ReadTask(RepositoryRoot.Combine("tasks", file + ".yaml"));
        TaskData data = new() { Dataset = _folder.Write("row.jsonl", row.ReplaceLineEndings(" ")), Shots = 0 };

        DocumentRequests asked = Assert.Single(await TaskCase.AskAsync(task, data));

        Assert.Equal(context, asked.Requests[0].Prompt?.ToText() ?? "");
        Assert.Equal(continuations, asked.Requests.Select(request => request.Continuation).OfType<string>());
        Assert.Equal(target, PlainValue.ToJson(asked.Target).GetRawText());
    }

    [Fact]
    public void EveryReadyTaskFileIsAsked() => Assert.Equal(
        Directory.EnumerateFiles(RepositoryRoot.Combine("tasks"), "*.yaml")
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal),
        s_cases.Select(entry => entry.File).Order(StringComparer.Ordinal));

    [Fact]
    public async Task PassagesHaveTheirGrades()
    {
        TaskFile task = TaskFileReader.ReadTask(RepositoryRoot.Combine("tasks", "beir_reranking.yaml"));
        TaskData data = new()
        {
            Dataset = _folder.Write("row.jsonl", """{"query": "q", "positive": ["a", "b"], "negative": ["c"]}"""),
        };

        Assert.Equal([1, 1, 0], (await TaskCase.AskAsync(task, data))[0].Relevance);
    }
}
