using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace OpsFlow.Scenarios.Telemetry;

/// <summary>
/// A text in the place of every secret that the program is given, by which it is found where it leaks.
/// </summary>
public sealed class SecretMarkers : IDisposable
{
    public const string Repository = "marker-of-repository-token";
    public const string Webhook = "marker-of-webhook-secret";
    public const string Password = "marker-of-a-password";
    public const string Pharmacy = "marker-of-pharmacy-password";

    // Nothing listens there: what is set up with it is asked, refused, and said to be so.
    private const string Nowhere = "http://127.0.0.1:1";
    private const string SynologyUrl = "marker-of-synology-url";

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
        ["OPSFLOW_S3_BUCKET"] = "pictures",
        ["OPSFLOW_S3_ENDPOINT"] = Nowhere,
        ["OPSFLOW_S3_ACCESS_KEY"] = "marker-of-s3-access-key",
        ["OPSFLOW_S3_SECRET_KEY"] = "marker-of-s3-secret-key",
        ["OPSFLOW_KIMS_URL"] = Nowhere,
        ["OPSFLOW_KIMS_API_KEY"] = "marker-of-kims-key",
        ["OPSFLOW_KAKAO_KEY"] = "marker-of-kakao-key",
        ["OPSFLOW_KMA_KEY"] = "marker-of-kma-key",
        ["OPSFLOW_QDRANT_URL"] = Nowhere,
        ["OPSFLOW_QDRANT_API_KEY"] = "marker-of-qdrant-key",
        ["OPSFLOW_EMBEDDING_URL"] = $"{Nowhere}/v1",
        ["OPSFLOW_EMBEDDING_MODEL"] = "none",
        ["OPSFLOW_EMBEDDING_API_KEY"] = "marker-of-embedding-key",
        ["OPSFLOW_CALDAV_URL"] = $"{Nowhere}/calendar/",
        ["OPSFLOW_CALDAV_USER"] = "mina",
        ["OPSFLOW_CALDAV_PASSWORD"] = "marker-of-calendar-password",
        ["OPSFLOW_IMAP_URL"] = "imap://127.0.0.1:1",
        ["OPSFLOW_IMAP_USER"] = "mina",
        ["OPSFLOW_IMAP_PASSWORD"] = "marker-of-mailbox-password",
        ["OPSFLOW_SYNOLOGY_URL"] = $"{Nowhere}/webapi?token={SynologyUrl}",
        ["OPSFLOW_SYNOLOGY_TOKEN"] = "marker-of-synology-token",
        ["OPSFLOW_WEB_SEARCH"] = "tavily",
        ["OPSFLOW_WEB_SEARCH_URL"] = Nowhere,
        ["OPSFLOW_WEB_SEARCH_KEY"] = "marker-of-web-search-key",
        ["OPSFLOW_CALLBACK_NETWORKS"] = "127.0.0.0/8",
        ["PHARMACY_DB"] = $"Host=127.0.0.1;Port=1;Username=u;Password={Pharmacy};Database=d;Timeout=2",
    };

    /// <summary>The private key of a GitHub App (PEM).</summary>
    public static string AppKey { get; } = MakeAppKey();

    /// <summary>All markers, a line of the app's key, and the administrator's key.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Settings.Values.Where(v => v.StartsWith("marker-", StringComparison.Ordinal)),
        Repository, Webhook, Password, Pharmacy, SynologyUrl, AppKey.Split('\n')[3].Trim(), AppProcess.AdminKey,
    ];

    /// <summary>The command lines that were seen on this machine since the start.</summary>
    public IReadOnlyCollection<string> CommandLines => [.. _commands.Keys];

    public void Dispose()
    {
        _stop.Cancel();
        _watch.Join();
        _stop.Dispose();
    }

    private static string MakeAppKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportRSAPrivateKeyPem();
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
