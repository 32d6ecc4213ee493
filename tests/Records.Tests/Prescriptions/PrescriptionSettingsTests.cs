using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Settings;
using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Records.Tests.Prescriptions;

public sealed class PrescriptionSettingsTests
{
    private const string Variable = "OPSFLOW_PRESCRIPTION_RETENTION";

    [Fact]
    public void Read_RetentionIsNotSet_IsNinetyDays()
    {
        var reader = Reader(null);
        Assert.Equal(TimeSpan.FromDays(90), reader.Read<PrescriptionSettings>().Retention);
        Assert.Contains(new SettingInEffect(Variable, "90d", false, false), reader.InEffect);
    }

    [Fact]
    public void Read_Retention_IsTaken()
    {
        var reader = Reader("30d");
        Assert.Equal(TimeSpan.FromDays(30), reader.Read<PrescriptionSettings>().Retention);
        Assert.Null(reader.Refusal);
    }

    // Of today and tomorrow a watch takes what is not on record for new.
    [Theory]
    [InlineData("47h")]
    [InlineData("3651d")]
    public void Read_RetentionOutOfRange_IsAFault(string text)
    {
        var reader = Reader(text);
        reader.Read<PrescriptionSettings>();
        Assert.Contains($"{Variable} must be 2d to 3650d", reader.Refusal!, StringComparison.Ordinal);
    }

    private static SettingsReader Reader(string? retention) => new(new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["PRESCRIPTION_RETENTION"] = retention }).Build());
}
