using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Api.Tests.ScanChain;

/// <summary>Followers that come back anywhere, also on another replica, miss nothing and see nothing twice.</summary>
public sealed class ScanStreamTests
{
    private static readonly string[] s_numbers = ["10", "11", "20", "21", "30", "31", "40", "41", "51"];

    [Fact]
    public async Task Follow_FromEveryPosition_TellsTheRestOnceAndTheEnd()
    {
        await using var model = await ModelServerHost.StartAsync(
            new() { Rules = [ScanApp.Vision() with { MedianMs = 300 }, ScanApp.Answer() with { MedianMs = 300 }] });
        using var data = new TempFolder();
        var environment = ScanApp.With(model);
        var port = FreePort.Next();
        environment["OPSFLOW_TEMPORAL_PORT"] = $"{port}";
        await using var app = await AppProcess.StartAsync(data.Path, environment);
        // A replica without an engine and without workers.
        await using var replica = await AppProcess.StartAsync(data.Path, new Dictionary<string, string>
        {
            ["TEMPORAL_ADDRESS"] = $"127.0.0.1:{port}", ["OPSFLOW_WORKERS"] = "false",
        });

        var id = await app.Http.ScanAsync();
        var live = await Task.WhenAll(app.Http.EventsAsync(id), replica.Http.EventsAsync(id));
        Assert.All(live, events => Assert.Equal([.. s_numbers, null], events.Select(e => e.Id)));

        for (var i = 0; i < s_numbers.Length; i++)
        {
            foreach (var http in new[] { app.Http, replica.Http })
            {
                var rest = await http.EventsAsync(id, s_numbers[i]);
                Assert.Equal([.. s_numbers[(i + 1)..], null], rest.Select(e => e.Id));
                Assert.Equal("end", rest[^1].Kind);
            }
        }
    }
}
