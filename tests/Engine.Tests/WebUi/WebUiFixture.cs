using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;
using OpsFlow.Engine.Hosting;
using OpsFlow.Engine.Tests.Cli;
using OpsFlow.Engine.Tests.External;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Worker.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Tests.WebUi;

/// <summary>A server with some of everything, the official Web UI on it, and a browser.</summary>
public sealed class WebUiFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("web-ui-").FullName;
    private Process? _ui;
    private EngineHost? _host;
    private ScriptedWorker? _worker;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal TestServer Server { get; private set; } = null!;

    internal Uri Url { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (WebUiFactAttribute.Problem is not null)
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
            ExecutablePath = WebUiFactAttribute.Browser,
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
            _ui.Kill(entireProcessTree: true);
            await _ui.WaitForExitAsync();
            _ui.Dispose();
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
            request.Input = new Payloads { Payloads_ = { Json("{\"order\":42}") } };
            request.Memo = new Memo { Fields = { ["note"] = Json("\"remembered\"") } };
            request.SearchAttributes = new SearchAttributes { IndexedFields = { ["OrderNumber"] = Json("42") } };
            request.UserMetadata = new Temporalio.Api.Sdk.V1.UserMetadata { Summary = Json("\"an order\"") };
        });

    private static Payload Json(string text) => new()
    {
        Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") },
        Data = ByteString.CopyFromUtf8(text),
    };

    private async Task FillAsync()
    {
        await StartAsync("finished-order", "Echo");
        await StartAsync("failed-order", "Fail");
        await StartAsync("open-order", "Wait");
        await StartAsync("order-with-activities", "Activity");
        await StartAsync("order-with-child", "Parent");
        await Server.SignalAsync("open-order", "note");
        await Server.CallAsync(
            "RecordWorkerHeartbeat",
            new RecordWorkerHeartbeatRequest
            {
                Namespace = TestServer.Namespace,
                WorkerHeartbeat =
                {
                    new WorkerHeartbeat
                    {
                        WorkerInstanceKey = "key-1",
                        WorkerIdentity = "scripted",
                        TaskQueue = "cli",
                        SdkName = "temporal-dotnet",
                        SdkVersion = "1.0.0",
                        Status = WorkerStatus.Running,
                        StartTime = Timestamp.FromDateTime(DateTime.UtcNow),
                        HeartbeatTime = Timestamp.FromDateTime(DateTime.UtcNow),
                        HostInfo = new WorkerHostInfo { HostName = "host", ProcessId = "1" },
                    },
                },
            },
            RecordWorkerHeartbeatResponse.Parser);
        await Server.CallAsync(
            "CreateSchedule",
            new CreateScheduleRequest
            {
                Namespace = TestServer.Namespace,
                ScheduleId = "hourly-report",
                RequestId = "r",
                Schedule = new Schedule
                {
                    Spec = new ScheduleSpec { Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromHours(1)) } } },
                    Action = new ScheduleAction
                    {
                        StartWorkflow = new NewWorkflowExecutionInfo
                        {
                            WorkflowId = "report",
                            WorkflowType = new WorkflowType { Name = "Echo" },
                            TaskQueue = new TaskQueue { Name = "cli" },
                        },
                    },
                },
                InitialPatch = new SchedulePatch { TriggerImmediately = new TriggerImmediatelyRequest() },
            },
            CreateScheduleResponse.Parser);
        await Eventually.PassesAsync(() => Server.CallAsync(
            "SetWorkerDeploymentCurrentVersion",
            new SetWorkerDeploymentCurrentVersionRequest
            {
                Namespace = TestServer.Namespace,
                DeploymentName = "app",
                BuildId = "1.0",
                Identity = "test",
            },
            SetWorkerDeploymentCurrentVersionResponse.Parser));
        await StartAsync("versioned-order", "Echo", "versioned");
        foreach (var id in new[] { "versioned-order", "finished-order", "failed-order" })
        {
            await Server.CloseEventAsync(id);
        }

        await Eventually.PassesAsync(async () =>
        {
            Assert.Equal(2, (await Server.DescribeAsync("order-with-activities")).PendingActivities.Count);
            Assert.Single((await Server.DescribeAsync("order-with-child")).PendingChildren);
            return true;
        });
    }

    private async Task StartUiAsync()
    {
        var port = FreePort.Next();
        Url = new Uri($"http://127.0.0.1:{port}/");
        Directory.CreateDirectory(Path.Combine(_folder, "config"));
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "config", "development.yaml"),
            $"temporalGrpcAddress: {_host!.Address}\nhost: 127.0.0.1\nport: {port}\nenableUi: true\ndefaultNamespace: default\n");
        _ui = Process.Start(new ProcessStartInfo(Programs.Find(WebUiFactAttribute.Program)!, ["--root", _folder, "start"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ui.OutputDataReceived += (_, _) => { };
        _ui.ErrorDataReceived += (_, _) => { };
        _ui.BeginOutputReadLine();
        _ui.BeginErrorReadLine();
        using var http = new HttpClient();
        await Eventually.PassesAsync(() => http.GetStringAsync(new Uri(Url, "api/v1/settings")));
    }
}
