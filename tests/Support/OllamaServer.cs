using System.Diagnostics;

namespace OpsFlow.Tests.Support;

/// <summary>A real Ollama with its models, at home in a folder of its own; started when first asked for.</summary>
public sealed class OllamaServer : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly string _host = $"127.0.0.1:{FreePort.Next()}";
    private readonly HashSet<string> _models = [];
    private QuietProcess? _server;

    public Uri Url => new($"http://{_host}");

    /// <summary>Makes a model of a file of the test material, once.</summary>
    public async Task UseAsync(string model, string modelfile)
    {
        if (_server is null)
        {
            _server = new QuietProcess(Command("serve"));
            await _server.ListensAsync(Url.Port);
        }

        if (_models.Add(model))
        {
            var start = Command("create", model, "-f", modelfile);
            start.WorkingDirectory = Path.Combine(Counterparts.SharedFolder!, "models");
            using var create = Process.Start(start)!;
            await create.WaitForExitAsync();
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
    }

    private ProcessStartInfo Command(params string[] arguments)
    {
        // Through a shell that sends its talk away, and at home in the test's folder, where it leaves its key.
        var start = new ProcessStartInfo("/bin/sh");
        var program = Path.Combine(Counterparts.SharedFolder!, "bin", "ollama");
        foreach (var argument in (string[])["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        var home = Environment.GetEnvironmentVariable("HOME") ?? "/tmp";
        start.Environment["XDG_CACHE_HOME"] = Environment.GetEnvironmentVariable("XDG_CACHE_HOME")
            ?? Path.Combine(home, ".cache");
        start.Environment["HOME"] = _folder.Path;
        start.Environment["OLLAMA_HOST"] = _host;
        start.Environment["OLLAMA_MODELS"] = Path.Combine(_folder.Path, "models");
        return start;
    }
}
