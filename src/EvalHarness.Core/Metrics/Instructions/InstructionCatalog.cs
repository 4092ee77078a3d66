using System.Buffers;
using EvalHarness.Unicode;
using Check = System.Func<string, EvalHarness.Metrics.Instructions.InstructionArguments, bool>;

namespace EvalHarness.Metrics.Instructions;

/// <summary>The check of each instruction.</summary>
internal static class InstructionCatalog
{
    private static readonly string[] s_constrained =
        ["My answer is yes.", "My answer is no.", "My answer is maybe."];

    private static readonly SearchValues<char> s_wordEnds = SearchValues.Create(".,?!'\"");

    private static readonly string[] s_fences = ["```json", "```Json", "```JSON", "```"];

    /// <summary>By id.</summary>
    public static IReadOnlyDictionary<string, Check> Checks { get; } = new Dictionary<string, Check>
    {
        ["keywords:existence"] = (text, arguments) =>
            arguments.Texts("keywords").All(keyword => Count(keyword, text, ignoreCase: true) > 0),
        ["keywords:frequency"] = (text, arguments) => arguments.Holds(
            "relation", Count(PythonText.Strip(arguments.Text("keyword")), text, ignoreCase: true), "frequency"),
        ["keywords:forbidden_words"] = (text, arguments) =>
            arguments.Texts("forbidden_words").All(word => Count($@"\b{word}\b", text, ignoreCase: true) == 0),
        ["keywords:letter_frequency"] = HasLetter,
        ["length_constraints:number_paragraphs"] = HasParagraphs,
        ["length_constraints:number_words"] = (text, arguments) =>
            arguments.Holds("relation", Count(@"\w+", text), "num_words"),
        ["length_constraints:nth_paragraph_first_word"] = BeginsParagraph,
        ["detectable_content:number_placeholders"] = (text, arguments) =>
            Count(@"\[.*?\]", text) >= arguments.Number("num_placeholders"),
        ["detectable_content:postscript"] = HasPostscript,
        ["detectable_format:number_bullet_lists"] = (text, arguments) =>
            Count(@"(?m)^\s*\*[^\*].*$", text) + Count(@"(?m)^\s*-.*$", text) == arguments.Number("num_bullets"),
        ["detectable_format:constrained_response"] = (text, _) =>
            s_constrained.Any(option => text.Contains(option, StringComparison.Ordinal)),
        ["detectable_format:number_highlighted_sections"] = (text, arguments) =>
            CountFilled(@"\*[^\n\*]*\*", text, marked => marked.Trim('*'))
            + CountFilled(@"\*\*[^\n\*]*\*\*", text, marked => marked[2..^2]) >= arguments.Number("num_highlights"),
        ["detectable_format:multiple_sections"] = (text, arguments) =>
            Count($@"\s?{PythonText.Strip(arguments.Text("section_spliter"))}\s?\d+\s?", text)
                >= arguments.Number("num_sections"),
        ["detectable_format:json_format"] = (text, _) => IsJson(text),
        ["detectable_format:title"] = (text, _) =>
            CountFilled(@"<<[^\n]+>>", text, title => title.TrimStart('<').TrimEnd('>')) > 0,
        ["combination:two_responses"] = (text, _) => IsTwoResponses(text),
        ["combination:repeat_prompt"] = (text, arguments) => Lower(PythonText.Strip(text)).StartsWith(
            Lower(PythonText.Strip(arguments.Text("prompt_to_repeat"))), StringComparison.Ordinal),
        ["startend:end_checker"] = (text, arguments) => Lower(PythonText.Strip(text).Trim('"')).EndsWith(
            Lower(PythonText.Strip(arguments.Text("end_phrase"))), StringComparison.Ordinal),
        ["startend:quotation"] = (text, _) => PythonText.Strip(text) is ['"', .., '"'],
        ["change_case:english_capital"] = (text, _) => EnglishText.IsUpper(text) && EnglishText.IsEnglish(text),
        ["change_case:english_lowercase"] = (text, _) => EnglishText.IsLower(text) && EnglishText.IsEnglish(text),
        ["punctuation:no_comma"] = (text, _) => !text.Contains(',', StringComparison.Ordinal),
    };

    private static string Lower(string text) => PythonText.Lower(text);

    private static int Count(string pattern, string text, bool ignoreCase = false) =>
        InstructionArguments.Pattern(pattern, ignoreCase).FindAll(text).Count;

    private static int CountFilled(string pattern, string text, Func<string, string> strip) =>
        InstructionArguments.Pattern(pattern).FindAll(text)
            .Count(match => PythonText.Strip(strip(match[0])).Length > 0);

    private static bool HasLetter(string text, InstructionArguments arguments)
    {
        string letter = arguments.Text("letter");
        return letter is [var only] && char.IsAsciiLetter(only)
            ? arguments.Holds(
                "let_relation", Lower(text).Count(other => other == char.ToLowerInvariant(only)), "let_frequency")
            : throw new UncheckableException($"\"{letter}\" is no letter");
    }

    private static bool HasParagraphs(string text, InstructionArguments arguments)
    {
        IReadOnlyList<string> parts = InstructionArguments.Pattern(@"\s?\*\*\*\s?").Split(text);
        int count = parts.Count;
        for (int i = 0; i < parts.Count; i++)
        {
            if (PythonText.Strip(parts[i]).Length == 0)
            {
                if (i > 0 && i < parts.Count - 1)
                {
                    return false;
                }

                count--;
            }
        }

        return count == arguments.Number("num_paragraphs");
    }

    private static bool BeginsParagraph(string text, InstructionArguments arguments)
    {
        string[] paragraphs = text.Split("\n\n");
        int filled = paragraphs.Count(paragraph => PythonText.Strip(paragraph).Length > 0);
        double wanted = arguments.Number("nth_paragraph");
        double expected = arguments.Number("num_paragraphs");
        string first = Lower(arguments.Text("first_word"));
        if (wanted > filled || PythonText.Strip(paragraphs[(int)wanted - 1]) is not { Length: > 0 } paragraph)
        {
            return false;
        }

        string word = new([.. paragraph.TakeWhile(character => !PythonText.IsSpace(character))]);
        word = word.TrimStart('\'').TrimStart('"');
        int end = word.AsSpan().IndexOfAny(s_wordEnds);
        return filled == expected && Lower(end < 0 ? word : word[..end]) == first;
    }

    private static bool HasPostscript(string text, InstructionArguments arguments)
    {
        string pattern = PythonText.Strip(arguments.Text("postscript_marker")) switch
        {
            "P.P.S" => @"p\.\s?p\.\s?s",
            "P.S." => @"p\.\s?s\.",
            var marker => Lower(marker),
        };
        return Count($@"(?m)\s*{pattern}.*$", Lower(text)) > 0;
    }

    private static bool IsJson(string text)
    {
        string json = PythonText.Strip(text);
        foreach (string fence in s_fences)
        {
            json = json.StartsWith(fence, StringComparison.Ordinal) ? json[fence.Length..] : json;
        }

        json = json.EndsWith("```", StringComparison.Ordinal) ? json[..^3] : json;
        return PythonJson.IsValid(PythonText.Strip(json));
    }

    private static bool IsTwoResponses(string text)
    {
        string[] parts = [.. text.Split("******").Select(PythonText.Strip)];
        string[] filled = [.. parts.Where(part => part.Length > 0)];
        return !parts.Skip(1).SkipLast(1).Contains("") && filled.Length == 2 && filled[0] != filled[1];
    }
}
