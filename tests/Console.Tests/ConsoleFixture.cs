using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>The program with a finished demonstration, and a browser to look at it.</summary>
public sealed class ConsoleFixture : IAsyncLifetime
{
    private readonly TempFolder _data = new();
    private IPlaywright? _playwright;

    public AppProcess App { get; private set; } = null!;

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>axe-core's script; null where npm cannot install it.</summary>
    public string? Axe { get; private set; }

    public Uri Url => App.Http.BaseAddress!;

    public string SignedIn => $"{Url}#key={AppProcess.AdminKey}";

    public async Task InitializeAsync()
    {
        if (Counterparts.Chromium is null)
        {
            return;
        }

        await using (var demo = AppProcess.LaunchDemo(_data.Path))
        {
            Assert.Equal(0, await demo.WaitForExitAsync(TimeSpan.FromMinutes(10)));
        }

        App = await AppProcess.StartAsync(_data.Path);
        // The record is final a moment before the workflow is, and the pages show both.
        var list = await App.Http.GetFromJsonAsync<JsonObject>("api/v1/analyses");
        await App.CompletedHistoryAsync(Assert.Single(list!["items"]!.AsArray())!["id"]!.ToString());
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Counterparts.Chromium,
            Timeout = 180_000,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        });
        if (NpmPackages.Axe.Problem is null)
        {
            Axe = await File.ReadAllTextAsync(NpmPackages.Axe.PathOf("axe-core", "axe.min.js"));
        }
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (App is not null)
        {
            await App.DisposeAsync();
        }

        _data.Dispose();
    }

    public async Task<IPage> OpenAsync(
        int width = 1280, string locale = "en-US", ColorScheme scheme = ColorScheme.Light)
    {
        var context = await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 800 },
            Locale = locale,
            ColorScheme = scheme,
        });
        context.SetDefaultTimeout(120_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync(SignedIn);
        await page.Locator("h1").First.WaitForAsync();
        return page;
    }
}
