using System.Collections.Concurrent;

namespace OpsFlow.Scenarios.Telemetry;

/// <summary>
/// A text in the place of every secret that the program is given, by which it is found where it leaks.
/// </summary>
public sealed class SecretMarkers : IDisposable
{
    public const string Repository = "marker-of-repository-token";
    public const string Webhook = "marker-of-webhook-secret";
    public const string Password = "marker-of-a-password";

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, bool> _commands = new();
    private readonly Thread _watch;

    public SecretMarkers()
    {
        _watch = new(Watch) { IsBackground = true };
        _watch.Start();
    }

    /// <summary>The secrets among the settings.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["OPSFLOW_LLM_API_KEY"] = "marker-of-model-key",
        ["OPSFLOW_SLACK_SIGNING_SECRET"] = "marker-of-slack-signing-secret",
        ["OPSFLOW_GITHUB_WEBHOOK_SECRET"] = "marker-of-github-webhook-secret",
        ["OPSFLOW_JWT_KEY"] = "marker-of-token-key-0123456789abcdef",
        ["OPSFLOW_JWT_ISSUER"] = "tests",
        ["OPSFLOW_JWT_AUDIENCE"] = "opsflow",
        ["OPSFLOW_NAVER_CLIENT_ID"] = "tests",
        ["OPSFLOW_NAVER_CLIENT_SECRET"] = "marker-of-naver-secret",
    };

    /// <summary>All markers, and the administrator's key.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Settings.Values.Append(Repository).Append(Webhook).Append(Password)
            .Where(v => v.StartsWith("marker-", StringComparison.Ordinal)),
        AppProcess.AdminKey,
    ];

    /// <summary>The command lines that were seen on this machine since the start.</summary>
    public IReadOnlyCollection<string> CommandLines => [.. _commands.Keys];

    public void Dispose()
    {
        _stop.Cancel();
        _watch.Join();
        _stop.Dispose();
    }

    private void Watch()
    {
        while (!_stop.IsCancellationRequested)
        {
            foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => char.IsDigit(f["/proc/".Length])))
            {
                try
                {
                    _commands.TryAdd(File.ReadAllText($"{folder}/cmdline"), true);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // The process is gone.
                }
            }

            _stop.Token.WaitHandle.WaitOne(10);
        }
    }
}
