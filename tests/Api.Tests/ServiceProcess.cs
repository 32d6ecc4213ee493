using System.Diagnostics;

namespace OpsFlow.Api.Tests;

/// <summary>One of the program's parts as a process of its own, which can be killed and started again.</summary>
public sealed class ServiceProcess(
    string project, IReadOnlyDictionary<string, string> environment, params string[] arguments) : IAsyncDisposable
{
    private QuietProcess? _process;

    public void Start()
    {
        var info = new ProcessStartInfo("dotnet", [Counterparts.Built(project), .. arguments]);
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        _process = new QuietProcess(info);
    }

    public Task ListensAsync(int port) => _process!.ListensAsync(port);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
