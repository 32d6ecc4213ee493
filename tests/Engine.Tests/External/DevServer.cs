using System.Diagnostics;
using OpsFlow.Engine.Tests.Endurance;

namespace OpsFlow.Engine.Tests.External;

/// <summary>The dev server of a program, this project's or the official one, in a process of its own.</summary>
internal sealed class DevServer : IAsyncDisposable
{
    private readonly Child _process;

    private DevServer(Child process, TemporalClient client, string address) =>
        (_process, Client, Address) = (process, client, address);

    public string Address { get; }

    public TemporalClient Client { get; }

    public static async Task<DevServer> StartAsync(string program, params string[] arguments)
    {
        var port = FreePort.Next();
        var process = new Child(
            program,
            [
                "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", $"{port}", "--log-level", "never",
                .. arguments,
            ]);
        await process.StartAsync();
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                var client = await TemporalClient.ConnectAsync(new($"127.0.0.1:{port}"));
                // It listens before it has its namespace.
                await client.WorkflowService.DescribeNamespaceAsync(new() { Namespace = "default" });
                return new DevServer(process, client, $"127.0.0.1:{port}");
            }
            catch (Exception) when (waited.Elapsed < TimeSpan.FromMinutes(3) && !process.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
