using System.Globalization;
using System.Text;
using EvalHarness.Pipeline.Browsing;

namespace EvalHarness.Web.Reading;

/// <summary>Addresses of the review pages.</summary>
internal static class ReviewAddresses
{
    /// <summary>Name of the list of items that enter no estimate.</summary>
    public const string ReadingList = "reading";

    /// <summary>All runs.</summary>
    public const string Runs = "/";

    /// <summary>A run's report.</summary>
    public static string Run(string run) => "/runs/" + Escape(run);

    /// <summary>A list of a run's items.</summary>
    public static string Samples(
        string run, string filter = "", ItemOrder? order = null, ItemPlace? after = null, ItemPlace? before = null) =>
        Run(run) + "/samples" + Query(
            ("filter", filter), ("sort", order?.ToString()), ("after", after?.ToString()),
            ("before", before?.ToString()));

    /// <summary>One sample within a list.</summary>
    public static string Sample(
        string run, string task, int ordinal, string? model = null, string filter = "", ItemOrder? order = null) =>
        Run(run) + "/samples/" + Escape(task) + "/" + ordinal.ToString(CultureInfo.InvariantCulture)
        + Query(("model", model), ("filter", filter), ("sort", order?.ToString()));

    /// <summary>One item within a list.</summary>
    public static string Sample(string run, Item item, string filter, ItemOrder order) =>
        Sample(run, item.Task, item.Ordinal, item.Model, filter, order);

    /// <summary>What there is to label.</summary>
    public static string Labels(string run) => Run(run) + "/label";

    /// <summary>Judges against people.</summary>
    /// <param name="run">The run.</param>
    /// <param name="part">The part of the samples; empty for the usual one.</param>
    public static string Agreement(string run, string part = "") => Run(run) + "/agreement" + Query(("part", part));

    /// <summary>The judges' prompts.</summary>
    public static string Prompts(string run) => Run(run) + "/prompts";

    /// <summary>A judge's prompt to work on.</summary>
    /// <param name="run">The run.</param>
    /// <param name="judge">The judge.</param>
    /// <param name="from">The version to begin with; <c>null</c> for the file of the configuration.</param>
    public static string Prompt(string run, string judge, string? from = null) =>
        Prompts(run) + "/" + Escape(judge) + Query(("from", from));

    /// <summary>A version of a judge's prompt.</summary>
    /// <param name="run">The run.</param>
    /// <param name="judge">The judge.</param>
    /// <param name="version">Hash of the judge with this prompt.</param>
    /// <param name="against">The version that it is held against; <c>null</c> for the usual one.</param>
    /// <param name="saved">Name of the file into which it was saved just now; <c>null</c> otherwise.</param>
    public static string PromptVersion(
        string run, string judge, string version, string? against = null, string? saved = null) =>
        Prompt(run, judge) + "/" + Escape(version) + Query(("against", against), ("saved", saved));

    /// <summary>Does something with a version of a judge's prompt: <c>run</c>, <c>stop</c> or <c>save</c>.</summary>
    public static string PromptAction(string run, string judge, string version, string action) =>
        PromptVersion(run, judge, version) + "/" + action;

    /// <summary>Where a labeller says who they are.</summary>
    public static string Labeller(string run) => Labels(run) + "/name";

    /// <summary>The label policy.</summary>
    public static string Policy(string run) => Labels(run) + "/policy";

    /// <summary>Draws the items of a question.</summary>
    public static string Draw(string run, string question) => Question(run, question) + "/draw";

    /// <summary>A labeller's next item.</summary>
    public static string NextLabel(string run, string question, bool isReading) =>
        Question(run, question) + "/next" + Query(("list", isReading ? ReadingList : null));

    /// <summary>Takes back what a labeller did last.</summary>
    public static string Undo(string run, string question) => Question(run, question) + "/undo";

    /// <summary>Items on which labellers differ.</summary>
    public static string Disputes(string run, string question) => Question(run, question) + "/disputes";

    /// <summary>One item to label.</summary>
    public static string LabelItem(string run, string question, string item) =>
        Question(run, question) + "/items/" + Escape(item);

    private static string Question(string run, string question) => Labels(run) + "/" + Escape(question);

    private static string Query(params IEnumerable<(string Name, string? Value)> values)
    {
        StringBuilder query = new();
        foreach ((string name, string? value) in values.Where(pair => !string.IsNullOrEmpty(pair.Value)))
        {
            query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Escape(value!));
        }

        return query.ToString();
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
