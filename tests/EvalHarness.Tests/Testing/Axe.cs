using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace EvalHarness.Tests.Testing;

/// <summary>Looks for flaws of accessibility with axe-core, whose script is put into each page once.</summary>
internal static class Axe
{
    private static readonly string s_script = new BundledAxeScriptProvider().GetScript();

    /// <summary>Puts the script into the page that is shown.</summary>
    public static Task LoadAsync(IPage page) => page.EvaluateAsync(s_script);

    /// <summary>Fails with the flaws of the page.</summary>
    /// <param name="page">Has the script.</param>
    /// <param name="place">What to call it.</param>
    /// <param name="rules">Only these rules; all without any.</param>
    public static async Task RequireFlawlessAsync(IPage page, string place, params string[] rules)
    {
        string[] found = await page.EvaluateAsync<string[]>(
            """
            async rules => {
              const result = await axe.run(document, rules.length ? { runOnly: { type: 'rule', values: rules } } : {});
              const flaws = result.violations.map(flaw =>
                flaw.id + ': ' + flaw.nodes.slice(0, 3).map(node => node.html).join(', '));
              return [String(result.passes.length), ...flaws];
            }
            """,
            rules);
        Assert.NotEqual("0", found[0]);
        Assert.True(found.Length == 1, $"{place}: {string.Join("; ", found[1..])}");
    }
}
