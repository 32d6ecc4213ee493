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

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Protect_Nothing_StaysNothing(string? value) => Assert.Equal(value, New(_folder.Path).Protect(value));

    public void Dispose() => _folder.Dispose();

    private static SecretProtector New(string folder) => new ServiceCollection()
        .AddLogging()
        .AddOpsFlowStore(new StoreOptions { DataFolder = folder, PostgresConnectionString = null })
        .BuildServiceProvider()
        .GetRequiredService<SecretProtector>();
}
