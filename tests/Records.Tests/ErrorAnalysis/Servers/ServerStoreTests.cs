using Microsoft.AspNetCore.DataProtection;
using OpsFlow.Platform.Store;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Tests.Support;

namespace OpsFlow.Records.Tests.ErrorAnalysis.Servers;

/// <summary>What of a server changes while somebody else looks at it.</summary>
public sealed class ServerStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SaveAsync_KeyWasRotatedMeanwhile_KeepsTheNewKey()
    {
        await using var database = await OpenAsync();
        var servers = Servers(database);
        await servers.SaveAsync(Server("https://git.example/a"), default);
        var read = (await servers.FindAsync("s", default))!;
        await servers.SaveAsync(read with { ReportKey = "rotated" }, default, rotatesKey: true);
        await servers.SaveAsync(read with { Branch = "trunk" }, default);

        var stored = (await servers.FindAsync("s", default))!;
        Assert.Equal(("rotated", "trunk"), (stored.ReportKey, stored.Branch));
        Assert.Equal(read.ReportNumber, stored.ReportNumber);
    }

    [Fact]
    public async Task SetApplicationPrefixesAsync_OfAnotherRepositoryOrLate_ChangesNothing()
    {
        await using var database = await OpenAsync();
        var servers = Servers(database);
        await servers.SaveAsync(Server("https://git.example/b"), default);
        await servers.SetApplicationPrefixesAsync("s", "https://git.example/a", ["com.a"], default);
        Assert.Null((await servers.FindAsync("s", default))!.ApplicationPrefixes);
        await servers.SetApplicationPrefixesAsync("s", "https://git.example/b", ["com.b"], default);
        await servers.SetApplicationPrefixesAsync("s", "https://git.example/b", ["com.late"], default);
        Assert.Equal(["com.b"], (await servers.FindAsync("s", default))!.ApplicationPrefixes);
    }

    [Fact]
    public async Task ListAsync_OneSecretCannotBeRead_HarmsItsOwnServerAlone()
    {
        await using var database = await OpenAsync();
        await Servers(database).SaveAsync(
            Server("https://git.example/a") with { Token = "lost", WebhookSecret = "lost" }, default);
        var servers = Servers(database);
        await servers.SaveAsync(
            Server("https://git.example/b") with { Id = "t", Name = "till", Token = "kept" }, default);

        var listed = (await servers.ListAsync(default)).ToDictionary(s => s.Id);
        Assert.Equal((null, true), (listed["s"].Token, listed["s"].IsTokenLost));
        Assert.True(listed["s"].IsWebhookSecretLost);
        Assert.Equal(("kept", false), (listed["t"].Token, listed["t"].IsTokenLost));
    }

    private static ServerRecord Server(string url) => new()
    {
        Id = "s", Name = "shop", RepositoryUrl = url, Hosts = [],
    };

    // Each has keys of its own.
    private static ServerStore Servers(Database database) =>
        new(database, new SecretProtector(new EphemeralDataProtectionProvider()), TimeProvider.System);

    private async Task<Database> OpenAsync()
    {
        var database = new Database(
            new StoreOptions { DataFolder = _folder.Path, PostgresConnectionString = null }, TimeProvider.System);
        await database.MigrateAsync(default);
        return database;
    }
}
