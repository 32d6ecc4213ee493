using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Api.Tests.ScanChain;

/// <summary>A program and a replica of it without engine and workers, on one store.</summary>
public sealed class ScanStreamFixture : IAsyncLifetime
{
    /// <summary>A hint with which the model is not sure, so that the user is asked.</summary>
    public const string Doubtful = "뭔지 모르겠음";

    private readonly TempFolder _data = new();
    private ModelServerHost _model = null!;
    private AppProcess _app = null!;
    private AppProcess _replica = null!;

    public string Data => _data.Path;

    /// <summary>The program, then the replica.</summary>
    public IReadOnlyList<HttpClient> Replicas => [_app.Http, _replica.Http];

    public async Task InitializeAsync()
    {
        _model = await ModelServerHost.StartAsync(new()
        {
            Rules =
            [
                ScanApp.Vision("""{"category":"금속","subcategory":"캔","item":"캔","confidence":0.31}""") with
                {
                    Contains = Doubtful,
                },
                ScanApp.Vision() with { MedianMs = 300 }, ScanApp.Answer() with { MedianMs = 300 },
            ],
        });
        var environment = ScanApp.With(_model);
        var port = FreePort.Next();
        environment["OPSFLOW_TEMPORAL_PORT"] = $"{port}";
        _app = await AppProcess.StartAsync(_data.Path, environment);
        _replica = await AppProcess.StartAsync(_data.Path, new Dictionary<string, string>
        {
            ["TEMPORAL_ADDRESS"] = $"127.0.0.1:{port}", ["OPSFLOW_WORKERS"] = "false",
        });
    }

    public async Task DisposeAsync()
    {
        await (_replica?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_app?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_model?.DisposeAsync() ?? ValueTask.CompletedTask);
        _data.Dispose();
    }
}
