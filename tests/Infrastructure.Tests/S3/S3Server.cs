using System.Diagnostics;
using OpsFlow.Infrastructure.S3;

namespace OpsFlow.Infrastructure.Tests.S3;

/// <summary>
/// A server of S3's protocol with one empty bucket. It knows one key, and checks which key a request names and when it
/// was signed, but not the signature.
/// </summary>
public sealed class S3Server : IAsyncLifetime
{
    private const string Bucket = "pictures";
    private const string Key = "S3RVER";

    private readonly TempFolder _folder = new();
    private readonly int _port = FreePort.Next();
    private QuietProcess? _server;

    public async Task InitializeAsync()
    {
        if (Counterparts.ReasonToSkip(Counterparts.S3) is not null)
        {
            return;
        }

        _server = new QuietProcess(new ProcessStartInfo(
            Counterparts.Program("node")!,
            [
                NpmPackages.S3rver.PathOf("s3rver", "bin", "s3rver.js"), "--directory", _folder.Path,
                "--address", "127.0.0.1", "--port", $"{_port}", "--no-vhost-buckets", "--configure-bucket", Bucket,
            ]));
        await _server.ListensAsync(_port);
    }

    public async Task DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
    }

    /// <summary>The bucket, for who has this key.</summary>
    public S3ObjectStore Open(string key = Key) => new(new()
    {
        Bucket = Bucket, Endpoint = new($"http://127.0.0.1:{_port}"), AccessKey = key, SecretKey = key,
    });
}
