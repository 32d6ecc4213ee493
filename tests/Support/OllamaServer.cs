using System.Diagnostics;

namespace OpsFlow.Tests.Support;

/// <summary>A real Ollama with one model, at home in a folder of its own.</summary>
public sealed class OllamaServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _host = $"127.0.0.1:{FreePort.Next()}";
    private readonly Process _server;

    private OllamaServer() => _server = Process.Start(Command("serve"))!;

    public Uri Url => new($"http://{_host}");

    public static async Task<OllamaServer> StartAsync(string model, string modelfile)
    {
        var server = new OllamaServer();
        using var http = new HttpClient();
        for (var i = 0; i < 900; i++)
        {
            try
            {
                await http.GetStringAsync(new Uri(server.Url, "api/version"));
                break;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(200);
            }
        }

        var start = server.Command("create", model, "-f", modelfile);
        start.WorkingDirectory = Path.Combine(Counterparts.SharedFolder!, "models");
        using var create = Process.Start(start)!;
        await create.WaitForExitAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
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
        start.Environment["XDG_CACHE_HOME"] = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache");
        start.Environment["HOME"] = _folder.Path;
        start.Environment["OLLAMA_HOST"] = _host;
        start.Environment["OLLAMA_MODELS"] = Path.Combine(_folder.Path, "models");
        return start;
    }
}
