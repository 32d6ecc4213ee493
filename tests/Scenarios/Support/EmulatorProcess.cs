using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OpsFlow.Scenarios.Support;

/// <summary>
/// The emulators of GitHub and Slack in a process of their own; their state lives as long as it does.
/// </summary>
public sealed class EmulatorProcess : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private QuietProcess? _process;

    public EmulatedGitHub GitHub { get; private set; } = null!;

    public EmulatedSlack Slack { get; private set; } = null!;

    /// <summary>The settings that point the program at the emulators.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["OPSFLOW_GITHUB_API_URL"] = GitHub.Url.AbsoluteUri,
        ["OPSFLOW_SLACK_API_URL"] = Slack.Url.AbsoluteUri,
        ["OPSFLOW_SLACK_BOT_TOKEN"] = "xoxb-tests",
        ["OPSFLOW_SLACK_SIGNING_SECRET"] = SlackClick.Secret,
    };

    public async Task InitializeAsync()
    {
        if (NpmPackages.Emulate.Problem is not null)
        {
            return;
        }

        // The second service listens on the port after the first's.
        var port = FreePort.NextPair();
        var seed = Path.Combine(_folder.Path, "seed.yaml");
        await File.WriteAllTextAsync(seed, $"""
            tokens:
              {EmulatedGitHub.Token}:
                login: {EmulatedGitHub.Owner}
            github:
              users:
                - login: {EmulatedGitHub.Owner}
            """);
        var packages = NpmPackages.Emulate;
        _process = new QuietProcess(new ProcessStartInfo(
            packages.PathOf("node", "bin", "node"),
            [packages.PathOf(
                ".bin", "emulate"), "start", "--service", "github,slack", "--port", $"{port}", "--seed", seed])
        {
            WorkingDirectory = _folder.Path,
        });
        GitHub = new(new Uri($"http://127.0.0.1:{port}/"));
        Slack = new(new Uri($"http://127.0.0.1:{port + 1}/api/"));
        await _process.AnswersAsync(async () => await GitHub.IsUpAsync() && await Slack.IsUpAsync());
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            GitHub.Dispose();
            Slack.Dispose();
        }

        _folder.Dispose();
    }
}
