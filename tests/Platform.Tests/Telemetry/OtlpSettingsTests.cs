using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Platform.Tests.Telemetry;

public sealed class OtlpSettingsTests
{
    private const string Variable = "OTEL_EXPORTER_OTLP_METRICS_HEADERS";

    [Fact]
    public void Secrets_HeadersOfWhateverName_AreAll()
    {
        var before = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, "authorization=Basic%20b1,x-team=c2,signoz-ingest=d3,empty=");
        try
        {
            Assert.Equal(
                ["Basic%20b1", "b1", "c2", "d3"],
                OtlpSettings.Secrets.Distinct().Order(StringComparer.Ordinal));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }
}
