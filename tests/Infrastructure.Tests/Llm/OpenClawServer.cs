using System.Diagnostics;
using OpsFlow.Platform.Models;
using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Infrastructure.Tests.Llm;

/// <summary>A real OpenClaw gateway whose models are scripted; started when first asked for.</summary>
public sealed class OpenClawServer : IAsyncLifetime
{
    private readonly TempFolder _home = new();
    private readonly int _port = FreePort.Next();
    private QuietProcess? _gateway;

    public const string Slow = "slowly";

    /// <summary>Answered a word a second.</summary>
    public const string InPieces = "piece by piece";

    public ModelServerHost Models { get; private set; } = null!;

    public Uri Endpoint => new($"http://127.0.0.1:{_port}");

    public ModelEntry Entry(string model) => new()
    {
        Name = model,
        Provider = ModelProvider.Gateway,
        Endpoint = Endpoint,
        Model = model,
        ApiKey = "tok",
        Price = new ModelPrice(2m, 10m),
    };

    public async Task InitializeAsync()
    {
        if (Counterparts.ReasonToSkip(Counterparts.OpenClaw) is not null)
        {
            return;
        }

        Models = await ModelServerHost.StartAsync(new ModelScript
        {
            Models = ["stub-1", "stub-2"],
            Rules =
            [
                new ModelRule { Use = "slow", Contains = Slow, Hanging = 1 },
                new ModelRule
                {
                    Use = "pieces", Contains = InPieces, Texts = ["One two three four five six seven eight."],
                    PieceMs = 1000,
                },
                new ModelRule { Texts = ["One two three four five six seven eight."], PieceMs = 20 },
            ],
        });
        _home.Write(".openclaw/openclaw.json", $$"""
            {
              "update": { "checkOnStart": false },
              "gateway": { "mode": "local", "bind": "loopback", "auth": { "mode": "token", "token": "tok" } },
              "models": { "providers": { "stub": {
                "baseUrl": "{{Models.Endpoint}}", "apiKey": "x", "api": "openai-completions",
                "models": [{ "id": "stub-1", "name": "stub-1" }, { "id": "stub-2", "name": "stub-2" }] } } },
              "agents": { "defaults": {
                "model": { "primary": "stub/stub-1" }, "models": { "stub/stub-1": {}, "stub/stub-2": {} } } }
            }
            """);
        await StartAsync();
    }

    /// <summary>Starts the gateway, also after it was killed.</summary>
    public async Task StartAsync()
    {
        var packages = NpmPackages.OpenClaw;
        var start = new ProcessStartInfo(packages.PathOf("node", "bin", "node"));
        foreach (var argument in new[]
        {
            packages.PathOf("openclaw", "openclaw.mjs"), "gateway", "run", "--port", $"{_port}", "--bind", "loopback",
            "--token", "tok",
        })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["HOME"] = _home.Path;
        foreach (var skipped in new[]
        {
            "SKIP_CHANNELS", "DISABLE_BONJOUR", "SKIP_BROWSER_CONTROL_SERVER", "SKIP_CANVAS_HOST",
        })
        {
            start.Environment["OPENCLAW_" + skipped] = "1";
        }

        _gateway = new QuietProcess(start);
        await _gateway.ListensAsync(_port);
    }

    /// <summary>Ends the gateway as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (_gateway is { } running)
        {
            _gateway = null;
            await running.DisposeAsync();
        }
    }

    public async Task DisposeAsync()
    {
        await KillAsync();
        await (Models?.DisposeAsync() ?? ValueTask.CompletedTask);
        _home.Dispose();
    }
}
