using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>
/// The program with a finished demonstration and what people have added since, and a browser to look at it: one for all
/// tests, as a demonstration takes its time.
/// </summary>
[CollectionDefinition(Name)]
public sealed class ConsoleFixture : ICollectionFixture<ConsoleFixture>, IAsyncLifetime
{
    public const string Name = "console";
    public const string ViewerPassword = "a viewer's password";

    private readonly TempFolder _data = new();
    private readonly TestPharmacy _pharmacy;
    private IPlaywright? _playwright;

    public ConsoleFixture() => _pharmacy = new(_data);

    public AppProcess App { get; private set; } = null!;

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>axe-core's script; null where npm cannot install it.</summary>
    public string? Axe { get; private set; }

    /// <summary>The analysis that the demonstration published.</summary>
    public string Published { get; private set; } = "";

    /// <summary>An analysis of a report that means harm.</summary>
    public string Hostile { get; private set; } = "";

    public string Server { get; private set; } = "";

    /// <summary>A scan that asks what its picture shows: no model is there.</summary>
    public string AskingScan { get; private set; } = "";

    /// <summary>A scan with its answer and reward.</summary>
    public string DoneScan { get; private set; } = "";

    /// <summary>A conversation with one turn, which asked a node.</summary>
    public string Conversation { get; } = Guid.NewGuid().ToString("n");

    /// <summary>The turn of the conversation.</summary>
    public string Turn { get; private set; } = "";

    /// <summary>A prescription with a card that nobody has decided on.</summary>
    public string Prescription { get; private set; } = "";

    /// <summary>A prescription with a name of a drug that is markup.</summary>
    public string OddPrescription { get; private set; } = "";

    public Uri Url => App.Http.BaseAddress!;

    public async Task InitializeAsync()
    {
        // Patience, not a goal: beside other tests a page has little of the processor.
        Assertions.SetDefaultExpectTimeout(60_000);
        if (Counterparts.Chromium is null)
        {
            return;
        }

        await using (var demo = AppProcess.LaunchDemo(_data.Path))
        {
            Assert.Equal(0, await demo.WaitForExitAsync(TimeSpan.FromMinutes(10)));
        }

        App = await AppProcess.StartAsync(_data.Path, Settings());
        // The record is final a moment before the workflow is, and the pages show both.
        Published = (await ItemsAsync("analyses"))[0]!["id"]!.ToString();
        await App.CompletedHistoryAsync(Published);
        var server = (JsonObject)(await ItemsAsync("servers"))[0]!.DeepClone();
        Server = server["id"]!.ToString();
        // As good a proof as a build, and quick: the fix walks over a copy.
        server["testCommand"] = "grep -q ToList app/OrderStatistics.cs";
        using (var changed = await App.Http.PutAsJsonAsync($"api/v1/servers/{Server}", server))
        {
            changed.EnsureSuccessStatusCode();
        }

        await AddAsync();
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

    /// <summary>Starts the program again, at the same address, after it was killed.</summary>
    /// <param name="after">How long it is away for its pages before.</param>
    public async Task RestartAsync(TimeSpan after)
    {
        await Task.Delay(after);
        var port = Url.Port;
        await App.DisposeAsync();
        var settings = Settings();
        settings["OPSFLOW_PORT"] = $"{port}";
        App = await AppProcess.StartAsync(_data.Path, settings);
    }

    /// <summary>A page of a browser of its own that is signed in, at an address behind the hash.</summary>
    public async Task<IPage> OpenAsync(
        string path = "/", int width = 1440, string locale = "en-US", ColorScheme scheme = ColorScheme.Light,
        Uri? url = null)
    {
        var page = await NewPageAsync(width, locale, scheme);
        await page.GotoAsync($"{url ?? Url}#key={AppProcess.AdminKey}");
        await page.Locator("main h1").First.WaitForAsync();
        await GoAsync(page, path);
        return page;
    }

    public async Task<IPage> NewPageAsync(
        int width = 1440, string locale = "en-US", ColorScheme scheme = ColorScheme.Light)
    {
        var context = await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            Locale = locale,
            ColorScheme = scheme,
            TimezoneId = "Asia/Seoul",
        });
        context.SetDefaultTimeout(120_000);
        return await context.NewPageAsync();
    }

    /// <summary>Goes to a page of the console and waits until it shows what it loaded.</summary>
    public static async Task GoAsync(IPage page, string path)
    {
        await page.EvaluateAsync(
            """
            (path) => new Promise((done) => {
                if (location.hash === `#${path}`) { done(); return; }
                addEventListener('opsflow-loaded', () => done(), { once: true });
                location.hash = path;
            })
            """,
            path);
        await page.Locator("main h1").First.WaitForAsync();
    }

    public async Task<JsonArray> ItemsAsync(string path) =>
        (await App.Http.GetFromJsonAsync<JsonObject>($"api/v1/{path}"))!["items"]!.AsArray();

    /// <summary>The demonstration's error once more, as a new report that comes to wait for a decision.</summary>
    public async Task<string> ReportAsync()
    {
        var detail = await App.Http.GetFromJsonAsync<JsonObject>($"api/v1/analyses/{Published}");
        var report = (JsonObject)detail!["report"]!.DeepClone();
        report["environment"] = "production";
        // Of the application's own code: other frames do not make it another error.
        var trace = report["stackTrace"]!.ToString();
        var own = Regex.Match(trace, @"at (\w[\w.]*)\.\w+\([^\n]* in ").Groups[1].Value;
        report["stackTrace"] = $"{trace}\n   at {own}.{OwnName()}() in /app/x.cs:line 1";
        var id = await PostAsync(report);
        await Until.TrueAsync(
            async () => (await App.Http.GetFromJsonAsync<JsonObject>($"api/v1/analyses/{id}"))!["state"]!.ToString()
                == "AwaitingApproval",
            "question",
            TimeSpan.FromMinutes(1));
        return id;
    }

    /// <summary>Posts a report.</summary>
    /// <returns>The analysis.</returns>
    public async Task<string> PostAsync(JsonObject report)
    {
        using var response = await App.Http.PostAsJsonAsync("api/v1/webhook/error", report);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["analysisId"]!.ToString();
    }

    // In letters: numbers in names are not what makes errors different.
    private static string OwnName() => string.Concat(
        Guid.NewGuid().ToByteArray().Select(b => (char)('a' + (b % 26))));

    private async Task AddAsync()
    {
        async Task<JsonObject> PostJsonAsync(string path, object body)
        {
            using var response = await App.Http.PostAsJsonAsync($"api/v1/{path}", body);
            response.EnsureSuccessStatusCode();
            return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        }

        await PostJsonAsync("users", new { name = "viewer", role = "Viewer", password = ViewerPassword });
        await PostJsonAsync("keys", new { name = "reader", scopes = new[] { "read" } });
        await PostJsonAsync("servers", new { name = "hostile", hosts = new[] { "*" }, repositoryUrl = "/nowhere" });
        Hostile = await PostAsync(HostileReport.Create("hostile"));
        AskingScan = await TestScans.AskingAsync(App.Http);
        DoneScan = await TestScans.DoneAsync(App.Http);
        Turn = await TestChat.SayAsync(App.Http, Conversation);
        var first = _pharmacy.Write(1, "쿠마딘정 5mg", "부루펜정 400mg");
        var second = _pharmacy.Write(2, "타이레놀정 500mg", "<b>없는약이름정</b>");
        await Until.TrueAsync(
            async () => (await ItemsAsync("prescriptions/board")).Count(p => p!["state"]!.ToString() == "Success") == 2,
            "cards");
        var board = await ItemsAsync("prescriptions/board");
        string IdOf(string serial) => board.First(p => p!["serial"]!.ToString() == serial)!["id"]!.ToString();
        (Prescription, OddPrescription) = (IdOf(first), IdOf(second));
    }

    private Dictionary<string, string> Settings() => new() { ["OPSFLOW_PHARMACIES_FILE"] = _pharmacy.File };
}
