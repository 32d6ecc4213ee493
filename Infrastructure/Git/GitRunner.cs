using System.ComponentModel;
using System.Text;
using OpsFlow.Infrastructure.Processes;

namespace OpsFlow.Infrastructure.Git;

/// <summary>
/// Runs git in a hardened environment: no configuration, hook, filter, pager, editor or prompt of the machine or
/// repository.
/// </summary>
internal sealed class GitRunner(GitOptions options, TimeProvider time)
{
    private static readonly (string Name, string Value)[] s_config =
    [
        ("core.hooksPath", "/dev/null"),
        ("core.fsmonitor", "false"),
        ("core.attributesFile", "/dev/null"),
        ("core.autocrlf", "false"),
        ("core.protectHFS", "true"),
        ("core.protectNTFS", "true"),
        ("core.pager", "cat"),
        ("credential.helper", ""),
        ("submodule.recurse", "false"),
        ("fetch.recurseSubmodules", "false"),
        ("gc.auto", "0"),
        ("maintenance.auto", "false"),
        ("advice.detachedHead", "false"),
        ("init.defaultBranch", "main"),
        ("safe.directory", "*"),
        ("transfer.bundleURI", "false"),
        ("log.showSignature", "false"),
        ("http.lowSpeedLimit", "1000"),
        ("http.lowSpeedTime", "60"),
    ];

    // Passed on from our own environment: where programs, proxies and certificates are. Nothing else.
    private static readonly string[] s_inherited =
        [
            "PATH", "TMPDIR", "http_proxy", "https_proxy", "no_proxy", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY",
            "all_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_PROXY_SSL_CAINFO", "SSH_AUTH_SOCK"
        ];

    public async Task<ProcessResult> RunAsync(GitCall call, CancellationToken cancellationToken)
    {
        var result = await TryRunAsync(call, cancellationToken);
        return result.Succeeded ? result : throw GitFaults.Of(call, result);
    }

    public async Task<ProcessResult> TryRunAsync(GitCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await BoundedProcess.RunAsync(
                new ProcessSpec
                {
                    Program = options.Program,
                    Arguments = call.Arguments,
                    Folder = call.Folder,
                    Environment = Environment(call),
                    Input = call.Input,
                    Timeout = call.Timeout ?? options.CommandTimeout,
                    MaxOutputBytes = call.MaxOutputBytes,
                    OnErrorLine = call.OnProgress,
                },
                time,
                cancellationToken);
        }
        catch (Win32Exception e)
        {
            throw new GitException(GitFailure.NotInstalled, GitWords.FormatNotInstalled(options.Program), e);
        }
    }

    internal static string Basic(GitCredential credential) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Token}"));

    private Dictionary<string, string> Environment(GitCall call)
    {
        var environment = new Dictionary<string, string>
        {
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_CONFIG_SYSTEM"] = "/dev/null",
            ["GIT_ATTR_NOSYSTEM"] = "1",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_ASKPASS"] = "",
            ["SSH_ASKPASS"] = "",
            ["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes -o ConnectTimeout=20",
            ["GIT_ALLOW_PROTOCOL"] = string.Join(':', options.AllowedProtocols),
            ["GIT_LFS_SKIP_SMUDGE"] = "1",
            ["GIT_OPTIONAL_LOCKS"] = "0",
            ["GIT_EDITOR"] = "true",
            ["GIT_PAGER"] = "cat",
            ["LC_ALL"] = "C.UTF-8",
            ["HOME"] = "/nonexistent",
            ["TZ"] = "UTC",
            // Whose folder is above ours we do not know; git would obey a repository's settings there.
            ["GIT_CEILING_DIRECTORIES"] = Path.GetDirectoryName(Path.GetFullPath(call.Folder)) ?? "/",
        };
        foreach (var (name, value) in
            new[] { ("GIT_SSL_CAINFO", options.CertificateFile), ("GIT_SSL_CAPATH", options.CertificateFolder) })
        {
            if (!string.IsNullOrEmpty(value))
            {
                environment[name] = value;
            }
        }

        foreach (var name in s_inherited)
        {
            if (System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                environment[name] = value;
            }
        }

        var config = new List<(string Name, string Value)>([.. s_config, .. call.Config]);
        if (call is { Credential: { } credential, RemoteUrl: { } url })
        {
            // Bound to the remote's origin: a submodule, redirect or promisor of another host never gets the token.
            config.Add(($"http.{GitUrl.Origin(url)}.extraHeader", $"Authorization: Basic {Basic(credential)}"));
        }

        environment["GIT_CONFIG_COUNT"] = config.Count.ToString();
        for (var i = 0; i < config.Count; i++)
        {
            environment[$"GIT_CONFIG_KEY_{i}"] = config[i].Name;
            environment[$"GIT_CONFIG_VALUE_{i}"] = config[i].Value;
        }

        foreach (var (name, value) in call.Environment)
        {
            environment[name] = value;
        }

        return environment;
    }
}
