using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Platform.Tests.Store;

public sealed class SecretProtectorTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Unprotect_AfterRestart_GivesTheSecret()
    {
        var stored = New(_folder.Path).Protect("token-1");

        Assert.DoesNotContain("token-1", stored);
        Assert.Equal("token-1", New(_folder.Path).Unprotect(stored));
    }

    [Fact]
    public void Unprotect_OtherKeys_SaysWhy()
    {
        var stored = New(_folder.Path).Protect("token-1");
        using var other = new TempFolder();

        Assert.Contains("key folder", Assert.Throws<StoreException>(() => New(other.Path).Unprotect(stored)).Message);
    }

    [Fact]
    public void Unprotect_AfterARotationOfTheKeys_OpensWhatOlderOnesClosed()
    {
        var stored = New(_folder.Path).Protect("token-1");
        var oldKey = Assert.Single(Keys());
        using (var services = Services(_folder.Path))
        {
            var now = DateTimeOffset.UtcNow;
            services.GetRequiredService<IKeyManager>().CreateNewKey(now, now.AddDays(90));
        }

        var rotated = New(_folder.Path);
        Assert.Equal("token-1", rotated.Unprotect(stored));
        var renewed = rotated.Protect("token-2");
        Assert.Equal(2, Keys().Length);

        // Without the older key only what it closed is lost.
        File.Delete(oldKey);
        var without = New(_folder.Path);
        Assert.Null(without.Unprotect(stored, out var isLost));
        Assert.True(isLost);
        Assert.Equal("token-2", without.Unprotect(renewed, out isLost));
        Assert.False(isLost);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Protect_Nothing_StaysNothing(string? value) => Assert.Equal(value, New(_folder.Path).Protect(value));

    public void Dispose() => _folder.Dispose();

    private static SecretProtector New(string folder) => Services(folder).GetRequiredService<SecretProtector>();

    private static ServiceProvider Services(string folder) => new ServiceCollection()
        .AddLogging()
        .AddOpsFlowStore(new StoreOptions { DataFolder = folder, PostgresConnectionString = null })
        .BuildServiceProvider();

    private string[] Keys() => Directory.GetFiles(Path.Combine(_folder.Path, "keys"), "key-*.xml");
}
