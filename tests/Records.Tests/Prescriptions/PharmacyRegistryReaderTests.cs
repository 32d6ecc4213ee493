using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Settings;
using OpsFlow.Records.Prescriptions;
using OpsFlow.Tests.Support;

namespace OpsFlow.Records.Tests.Prescriptions;

public sealed class PharmacyRegistryReaderTests
{
    [Theory]
    [InlineData("connection_env: PHARMACY_DB")]
    [InlineData("connection: 'Host=db;Username=me;Password=of-the-pharmacy'")]
    public void Read_PasswordOfAConnection_IsKnownAsASecret(string connection)
    {
        using var folder = new TempFolder();
        var file = folder.Write("pharmacies.yaml", $$"""
            pharmacies:
              main:
                database: postgres
                {{connection}}
            """);
        var reader = new SettingsReader(new ConfigurationBuilder().Build());
        var registry = PharmacyRegistryReader.Read(
            reader, file, name => name == "PHARMACY_DB" ? "Host=db;Username=me;Password=of-the-pharmacy" : null);

        Assert.Null(reader.Refusal);
        Assert.StartsWith("Host=db;", Assert.Single(registry.All).Connection, StringComparison.Ordinal);
        Assert.Equal("of-the-pharmacy", Assert.Single(reader.Secrets));
    }
}
