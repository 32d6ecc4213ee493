using Microsoft.Playwright;
using OpsFlow.Engine.Tests.Cli;
using OpsFlow.Engine.Tests.Endurance;
using Temporalio.Client.Schedules;
using Temporalio.Api.Worker.V1;

namespace OpsFlow.Engine.Tests.WebUi;

/// <summary>A server with some of everything, the official Web UI on it, and a browser.</summary>
public sealed class WebUiFixture : IAsyncLifetime
{
    internal const string Program = "temporal-ui-server";

    private readonly string _folder = Directory.CreateTempSubdirectory("web-ui-").FullName;
    private Child? _ui;
    private EngineHost? _host;
    private ScriptedWorker? _worker;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal TestServer Server { get; private set; } = null!;

    internal Uri Url { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Counterparts.ReasonToSkip(Program, Counterparts.Browser) is not null)
        {
            return;
        }

        _host = await EngineHost.StartAsync(new EngineOptions
        {
            SearchAttributes = new Dictionary<string, IndexedValueType> { ["OrderNumber"] = IndexedValueType.Int },
        });
        Server = new TestServer(_host.Address);
        _worker = new ScriptedWorker(_host.Address);
        await FillAsync();
        await StartUiAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Counterparts.Chromium,
            Timeout = 180_000,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_ui is not null)
        {
            await _ui.DisposeAsync();
        }

        if (_host is not null)
        {
            await _worker!.DisposeAsync();
            await Server.DisposeAsync();
            await _host.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A page that notes every call of the server that fails.</summary>
    internal async Task<WebUiPage> OpenAsync()
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1400, Height = 1000 },
            Locale = "en-US",
            TimezoneId = "UTC",
        });
        context.SetDefaultTimeout(90_000);
        return new WebUiPage(await context.NewPageAsync(), Url);
    }

    internal Task<StartWorkflowExecutionResponse> StartAsync(string id, string type, string queue = "cli") =>
        Server.StartWorkflowAsync(id, request =>
        {
            request.WorkflowType.Name = type;
            request.TaskQueue.Name = queue;
            request.Input = new Payloads { Payloads_ = { ScriptedWorker.Json("{\"order\":42}") } };
            request.Memo = new Memo { Fields = { ["note"] = ScriptedWorker.Json("\"remembered\"") } };
            request.SearchAttributes = new SearchAttributes
            {
                IndexedFields = { ["OrderNumber"] = ScriptedWorker.Json("42") },
            };
            request.UserMetadata = new Temporalio.Api.Sdk.V1.UserMetadata
            {
                Summary = ScriptedWorker.Json("\"an order\""),
            };
        });

    private async Task FillAsync()
    {
        await StartAsync("finished-order", "Echo");
        await StartAsync("failed-order", "Fail");
        await StartAsync("open-order", "Wait");
        await StartAsync("order-with-activities", "Activity");
        await StartAsync("order-with-child", "Parent");
        await Server.SignalAsync("open-order", "note");
        await _worker!.ReportWorkersAsync();
        var client = await TemporalClient.ConnectAsync(new(_host!.Address));
        await client.CreateScheduleAsync(
            "hourly-report",
            new(
                ScheduleActionStartWorkflow.Create("Echo", [], new("report", "cli")),
                new() { Intervals = [new(TimeSpan.FromHours(1))] }),
            new() { TriggerImmediately = true });
        await Until.PassesAsync(() => Server.CallAsync<SetWorkerDeploymentCurrentVersionResponse>(
            new SetWorkerDeploymentCurrentVersionRequest
            {
                DeploymentName = "app",
                BuildId = "1.0",
                Identity = "test",
            }));
        await StartAsync("versioned-order", "Echo", "versioned");
        foreach (var id in new[] { "versioned-order", "finished-order", "failed-order" })
        {
            await Server.CloseEventAsync(id);
        }

        await Until.PassesAsync(async () =>
        {
            Assert.Equal(2, (await Server.DescribeAsync("order-with-activities")).PendingActivities.Count);
            Assert.Single((await Server.DescribeAsync("order-with-child")).PendingChildren);
        });
    }

    private async Task StartUiAsync()
    {
        var port = FreePort.Next();
        Url = new Uri($"http://127.0.0.1:{port}/");
        Directory.CreateDirectory(Path.Combine(_folder, "config"));
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "config", "development.yaml"),
            $"temporalGrpcAddress: {_host!.Address}\nhost: 127.0.0.1\nport: {port}\n"
                + "enableUi: true\ndefaultNamespace: default\n");
        _ui = new Child(Counterparts.Program(Program)!, ["--root", _folder, "start"]);
        await _ui.StartAsync();
        using var http = new HttpClient();
        await Until.PassesAsync(() => http.GetStringAsync(new Uri(Url, "api/v1/settings")));
    }
}
