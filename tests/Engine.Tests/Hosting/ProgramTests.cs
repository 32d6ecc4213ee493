using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OpsFlow.Engine.Storage;
using OpsFlow.Engine.Tests.Endurance;

namespace OpsFlow.Engine.Tests.Hosting;

/// <summary>
/// The stand-alone server as a process that cannot start: it says why in one line and ends with code 1.
/// </summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("program-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Main_PortOrDatabaseOfARunningServer_SaysSoInOneLine()
    {
        var port = FreePort.Next();
        await using var running = Child.Server(port, PathOf("running.db"));
        await running.StartAsync();

        await RefusesAsync("already in use", "--port", $"{port}", "--db", PathOf("other.db"));
        await RefusesAsync("already in use", "--port", "0", "--ui-port", $"{port}");
        await RefusesAsync("in use by another server", "--port", "0", "--db", PathOf("running.db"));
    }

    [Fact]
    public async Task Main_AddressOfAnotherMachine_SaysSoInOneLine() =>
        await RefusesAsync(
            "Cannot listen on 192.0.2.1, port 0", "--port", "0", "--ip", "192.0.2.1", "--api-key", "key");

    [Fact]
    public async Task Main_OpenAddressWithoutKey_SaysSoInOneLine() =>
        await RefusesAsync("set an API key", "--port", "0", "--ip", "0.0.0.0");

    [Fact]
    public async Task Main_DamagedDatabase_SaysSoInOneLine()
    {
        var bytes = new byte[9000];
        new Random(1).NextBytes(bytes);
        await File.WriteAllBytesAsync(PathOf("damaged.db"), bytes);

        await RefusesAsync("damaged.db is damaged", "--port", "0", "--db", PathOf("damaged.db"));
    }

    [Theory]
    [InlineData("PRAGMA user_version = 99", "written by a newer server")]
    [InlineData("CREATE TABLE namespaces (a TEXT)", "table namespaces already exists")]
    public async Task Main_DatabaseOfAnother_SaysSoInOneLine(string statement, string expected)
    {
        using (var database = new SqliteDatabase(PathOf("server.db"), readOnly: false))
        {
            database.Execute(statement);
        }

        await RefusesAsync(expected, "--port", "0", "--db", PathOf("server.db"));
    }

    [Fact]
    public async Task Main_DatabaseThatMayNotBeOpened_SaysSoInOneLine()
    {
        // Denied to every user, even the one that may do anything.
        Directory.CreateDirectory(PathOf("server.db.lock"));

        await RefusesAsync("cannot be opened", "--port", "0", "--db", PathOf("server.db"));
    }

    [Fact]
    public async Task Main_UnreadableCertificate_SaysSoInOneLine()
    {
        await File.WriteAllTextAsync(PathOf("text.pem"), "not a certificate");
        var (certificate, _) = await WriteCertificateAsync("one", "1.3.6.1.5.5.7.3.1");
        var (_, otherKey) = await WriteCertificateAsync("two", "1.3.6.1.5.5.7.3.1");

        await RefusesAsync("nowhere.pem", Tls(PathOf("nowhere.pem"), PathOf("nowhere.key")));
        await RefusesAsync("text.pem", Tls(PathOf("text.pem"), PathOf("text.pem")));
        await RefusesAsync("two.key", Tls(certificate, otherKey));
    }

    [Fact]
    public async Task Main_CertificateForClientsOnly_SaysSoInOneLine()
    {
        var (certificate, key) = await WriteCertificateAsync("client", "1.3.6.1.5.5.7.3.2");

        await RefusesAsync("is not for servers", Tls(certificate, key));
    }

    private static string[] Tls(string certificate, string key) =>
        ["--port", "0", "--tls-cert", certificate, "--tls-key", key];

    private static async Task RefusesAsync(string expected, params string[] arguments)
    {
        var (exitCode, output, errors) = await Tool.TryRunAsync(TestServers.EnginePath, arguments);

        Assert.Equal("", output);
        Assert.Contains(expected, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    private async Task<(string Certificate, string Key)> WriteCertificateAsync(string name, string usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        using var certificate = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(PathOf(name + ".pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(PathOf(name + ".key"), key.ExportECPrivateKeyPem());
        return (PathOf(name + ".pem"), PathOf(name + ".key"));
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
