using Microsoft.Playwright;

namespace EvalHarness.Tests.Testing;

/// <summary>One browser for the tests of a class.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A window of its own, without cookies.</summary>
    internal async Task<IPage> OpenAsync(ColorScheme scheme = ColorScheme.Light, int width = 1280, bool scripts = true)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new()
        {
            ColorScheme = scheme,
            JavaScriptEnabled = scripts,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });

        // What a test waits for comes, however slow the machine is.
        context.SetDefaultTimeout((float)s_patience.TotalMilliseconds);
        context.SetDefaultNavigationTimeout((float)s_patience.TotalMilliseconds);
        return await context.NewPageAsync();
    }

    public async Task InitializeAsync()
    {
        if (BrowserFactAttribute.Executable is { } executable)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = executable,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            });
        }
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }
}
