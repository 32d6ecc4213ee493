using OpsFlow.Workflows.Shared;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;

namespace OpsFlow.Api.Tests.ChatTurn;

/// <summary>The program and one more worker, killed by turns; each comes back under its address.</summary>
internal sealed class KilledProgram : IAsyncDisposable
{
    private readonly string _data;
    private readonly int _enginePort = FreePort.Next();
    private readonly Dictionary<string, string> _ofApi;
    private readonly Dictionary<string, string> _ofWorker;
    private AppProcess? _api;
    private AppProcess? _worker;
    private int _kills;

    private KilledProgram(string data, IReadOnlyDictionary<string, string> settings)
    {
        var port = FreePort.Next();
        _data = data;
        _ofApi = new(settings)
        {
            ["OPSFLOW_PORT"] = $"{port}", ["OPSFLOW_TEMPORAL_PORT"] = $"{_enginePort}", ["OPSFLOW_API_RATE"] = "0",
        };
        _ofWorker = new(settings) { ["TEMPORAL_ADDRESS"] = $"127.0.0.1:{_enginePort}" };
        Http = new() { BaseAddress = new($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromMinutes(2) };
        Http.DefaultRequestHeaders.Authorization = new("Bearer", AppProcess.AdminKey);
    }

    /// <summary>Speaks to whichever process is the program at the moment.</summary>
    public HttpClient Http { get; }

    /// <summary>How often one of the two was killed.</summary>
    public int Kills => Volatile.Read(ref _kills);

    /// <summary>Starts both, and waits until both take work.</summary>
    public static async Task<KilledProgram> StartAsync(string data, IReadOnlyDictionary<string, string> settings)
    {
        var program = new KilledProgram(data, settings);
        try
        {
            program._api = await AppProcess.StartAsync(data, program._ofApi);
            program._worker = AppProcess.LaunchWorker(data, program._ofWorker);
            await program.BothWorkAsync();
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the worker, the next time the Api, and starts it again.</summary>
    /// <param name="whenDead">What happens before it is back.</param>
    public async Task KillNextAsync(Action whenDead)
    {
        if (Interlocked.Increment(ref _kills) % 2 == 1)
        {
            await _worker!.DisposeAsync();
            whenDead();
            _worker = AppProcess.LaunchWorker(_data, _ofWorker);
            return;
        }

        await _api!.DisposeAsync();
        _api = null;
        whenDead();
        _api = await AppProcess.StartAsync(_data, _ofApi);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        foreach (var process in new[] { _worker, _api }.OfType<AppProcess>())
        {
            await process.DisposeAsync();
        }
    }

    private async Task BothWorkAsync()
    {
        var client = await TemporalClient.ConnectAsync(new($"127.0.0.1:{_enginePort}"));
        var request = new DescribeTaskQueueRequest
        {
            Namespace = client.Options.Namespace,
            TaskQueue = new() { Name = TaskQueues.Chat },
            TaskQueueType = TaskQueueType.Activity,
        };
        await Until.TrueAsync(
            async () => (await client.WorkflowService.DescribeTaskQueueAsync(request)).Pollers
                .Select(p => p.Identity).Distinct().Count() == 2,
            "two workers");
    }
}
